/** Changes of several kinds that have the same fields, as a union with a member for each kind. */
export type EachKind<Kind extends string, Fields> = Kind extends string ? { kind: Kind } & Fields : never
