/** Preloaded into the processes of a chaos run only: shifts the wall clock on a message of the parent. */
let shiftMs = Number(process.env.CHAOS_CLOCK_SHIFT_MS ?? 0);
process.on("message", (told) => {
  if (typeof told === "object" && told !== null && "shiftMs" in told) shiftMs = Number(told.shiftMs);
});
process.channel?.unref();

const wall = Date.now;
Date.now = () => wall() + shiftMs;
globalThis.Date = new Proxy(Date, {
  construct: (target, given, made) => Reflect.construct(target, given.length === 0 ? [target.now()] : given, made),
});
