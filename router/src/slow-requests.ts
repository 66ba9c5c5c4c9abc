/** The share of slow requests of the last five minutes, for the state of the shop. */

/** Buyers leave after this time, in seconds. */
const slowSeconds = 3;
const minuteMs = 60_000;
const minutes = 5;
/** Fewer requests say nothing about the shop. */
const fewest = 20;

export type SlowRequests = {
  count(seconds: number): void;
  /** From 0 to 1; undefined with fewer than 20 requests. */
  share(): number | undefined;
};

/** Opens the counts, one for each minute. `monotonic` is in milliseconds. */
export function openSlowRequests(monotonic: () => number): SlowRequests {
  const counts = Array.from({ length: minutes }, () => ({ minute: -1, all: 0, slow: 0 }));
  const minuteNow = () => Math.floor(monotonic() / minuteMs);
  return {
    count: (seconds) => {
      const minute = minuteNow();
      const place = counts[minute % minutes];
      if (!place) return;
      if (place.minute !== minute) Object.assign(place, { minute, all: 0, slow: 0 });
      place.all += 1;
      if (seconds > slowSeconds) place.slow += 1;
    },
    share: () => {
      const recent = counts.filter(({ minute }) => minute > minuteNow() - minutes);
      const all = recent.reduce((sum, each) => sum + each.all, 0);
      return all < fewest ? undefined : recent.reduce((sum, each) => sum + each.slow, 0) / all;
    },
  };
}
