/** Loaded before a service: its clock is CLOCK_OFFSET_MS ahead of the machine's, or behind it. */
const offsetMs = Number(process.env['CLOCK_OFFSET_MS'] ?? 0)
const Real = Date
globalThis.Date = class extends Real {
  /** @param {any[]} args */
  constructor(...args) {
    if (args.length === 0) super(Real.now() + offsetMs)
    else super(.../** @type {[number]} */ (args))
  }
  static now() {
    return Real.now() + offsetMs
  }
}
