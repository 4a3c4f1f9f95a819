export interface Rectangle {
  left: number
  top: number
  right: number
  bottom: number
}

export interface Spot {
  x: number
  y: number
}

/** The smallest rectangle around all of them, which are at least one. */
export const enclose = (all: readonly Rectangle[]): Rectangle => ({
  left: Math.min(...all.map(({ left }) => left)),
  top: Math.min(...all.map(({ top }) => top)),
  right: Math.max(...all.map(({ right }) => right)),
  bottom: Math.max(...all.map(({ bottom }) => bottom)),
})

/** True when they share more than a side. */
export const meets = (one: Rectangle, other: Rectangle): boolean =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom

export const middle = ({ left, right }: Rectangle): number => (left + right) / 2
