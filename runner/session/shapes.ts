import * as v from 'valibot'

/** The last moment that a JavaScript Date can hold (ECMA-262, Time Values and Time Range). */
const lastMoment = 8_640_000_000_000_000

/** Milliseconds since the epoch. */
export const Time = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(lastMoment))

/** The id of a lab's step, as in its walkthrough. */
export const StepId = v.pipe(v.string(), v.maxLength(100), v.regex(/^[a-z0-9][a-z0-9-]*$/))

/** The number of a lab: it is part of a file's name. */
export const LabId = v.pipe(v.string(), v.regex(/^\d\d$/))
