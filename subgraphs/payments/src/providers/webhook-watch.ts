/** Watch of provider messages: counts accepted and refused ones, and reports refusals, which a shop notices in no other way. */
import { type Log, type Metrics, openCounter, openGauge, type Runtime } from "@hansa/kit/runtime";
import type { WebhookRefusal } from "./port.ts";

/** Both functions take the name of a configured provider. */
export type WebhookWatch = {
  /** Counts a message that is authentic and stored. */
  accept(provider: string): void;
  /** Counts a refused message and logs a warning, at most once a minute for each provider and reason. */
  refuse(provider: string, refusal: WebhookRefusal): void;
};

const minuteMs = 60_000;
/** The time in which one accepted message outweighs all refused ones: anybody can send forged ones. */
const watchedMinutes = 10;

/** Opens the watch. It measures monotonic time: the wall clock may be wrong. */
export function openWebhookWatch(
  { log, metrics, runtime }: { log: Log; metrics: Metrics; runtime: Pick<Runtime, "monotonic"> },
  providers: readonly string[],
): WebhookWatch {
  const count = openCounter(metrics, {
    name: "hansa_webhooks_total",
    help: "Messages to the webhooks of payment providers, by provider and outcome. Anybody can send forged ones, which are refused.",
    labels: ["provider", "outcome"],
  });
  const currentMinute = () => Math.floor(runtime.monotonic() / minuteMs);
  /** The last minute with an accepted message, by provider. */
  const acceptedIn = new Map<string, number>();
  /** The refused messages of each watched minute, by provider. */
  const refusedIn = new Map(providers.map((name) => [name, new Map<number, number>()]));
  /** When a warning was logged, by provider and reason. */
  const warnedAt = new Map<string, number>();
  const isWatched = (minute: number | undefined) => minute !== undefined && currentMinute() - minute < watchedMinutes;

  openGauge(
    metrics,
    {
      name: "hansa_webhooks_only_refused",
      help: "Messages refused within the last ten minutes, by provider; 0 if one was accepted within them, absent without any.",
      labels: ["provider"],
    },
    () =>
      // Of the instances of payments the least counts, so one without a message has no say.
      [...refusedIn].map(([provider, minutes]) => {
        const recent = [...minutes].filter(([minute]) => isWatched(minute));
        const refused = recent.reduce((sum, [, number]) => sum + number, 0);
        return { labels: { provider }, value: isWatched(acceptedIn.get(provider)) ? 0 : refused || undefined };
      }),
  );
  return {
    accept: (provider) => {
      count({ provider, outcome: "accepted" });
      acceptedIn.set(provider, currentMinute());
    },
    refuse: (provider, refusal) => {
      count({ provider, outcome: refusal.reason });
      const minutes = refusedIn.get(provider);
      for (const minute of minutes?.keys() ?? []) if (!isWatched(minute)) minutes?.delete(minute);
      minutes?.set(currentMinute(), (minutes.get(currentMinute()) ?? 0) + 1);
      const key = `${provider} ${refusal.reason}`;
      const now = runtime.monotonic();
      if (now - (warnedAt.get(key) ?? Number.NEGATIVE_INFINITY) < minuteMs) return;
      warnedAt.set(key, now);
      log.warn({ provider, cause: refusal.reason }, `webhook: message refused, ${describeRefusal(refusal)}`);
    },
  };
}

function describeRefusal(refusal: WebhookRefusal): string {
  switch (refusal.reason) {
    case "no_signature":
      return "without a signature";
    case "wrong_signature":
      return "signed with another secret than ours, or forged";
    case "clock": {
      const seconds = Math.round(Math.abs(refusal.ageMs) / 1_000);
      return `signed ${seconds} s ${refusal.ageMs > 0 ? "ago" : "ahead"} by our clock: correct this machine's clock`;
    }
  }
}
