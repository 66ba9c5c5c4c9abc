/** The gauges of event consumers, and of the leader, which runs them. */
import { Gauge, type Registry } from "@prometheus-io/client";

export type ConsumerGauges = {
  /** Sets the number of events that an event consumer has still to apply, and when the oldest of them occurred, if that is known. */
  setConsumerLag(consumer: string, events: number, oldestAt?: number): void;
  /** Sets the number of dead letters of an event consumer, including the events that wait behind one. */
  setDeadLetters(consumer: string, events: number): void;
  /** Sets whether this process is the leader. The values of event consumers end with that: another process runs them. */
  setLeader(isLeader: boolean): void;
};

/** Opens the gauges of a service's event consumers. */
export function openConsumerGauges(registry: Registry): ConsumerGauges {
  const registers = [registry];
  const lags = new Gauge({
    name: "hansa_consumer_lag_events",
    help: "Events that an event consumer has still to apply, by consumer.",
    labelNames: ["consumer"],
    registers,
  });
  const oldest = new Gauge({
    name: "hansa_consumer_oldest_event_timestamp_seconds",
    help: "When the oldest event occurred that an event consumer has still to apply; absent if there is none.",
    labelNames: ["consumer"],
    registers,
  });
  const leader = new Gauge({
    name: "hansa_leader",
    help: "1 while this process is the leader of its service, which runs event consumers and jobs.",
    registers,
  });
  const letters = new Gauge({
    name: "hansa_consumer_dead_letters",
    help: "Dead letters, including events that wait behind one, by event consumer.",
    labelNames: ["consumer"],
    registers,
  });
  return {
    setConsumerLag: (consumer, events, oldestAt) => {
      lags.set({ consumer }, events);
      if (oldestAt === undefined) oldest.remove({ consumer });
      else oldest.set({ consumer }, oldestAt / 1_000);
    },
    setDeadLetters: (consumer, events) => letters.set({ consumer }, events),
    setLeader: (isLeader) => {
      leader.set(Number(isLeader));
      if (!isLeader) for (const gauge of [lags, oldest, letters]) gauge.reset();
    },
  };
}
