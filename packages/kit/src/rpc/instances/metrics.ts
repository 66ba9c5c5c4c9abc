/** Metrics of the instances that a process asks, read from their records when they are collected. */
import { Counter, Gauge, type Registry } from "@prometheus-io/client";
import { isOpen } from "./breaker.ts";
import { type Instance, isReady } from "./instance.ts";
import type { Instances } from "./instances.ts";

/** Prometheus has a label `instance` of its own, for the process that is scraped. */
const labelNames = ["service", "address"] as const;

/** Adds the metrics. `services` lists the services of the moment, by name. */
export function observeInstances(registry: Registry, services: () => Iterable<readonly [string, Instances]>): void {
  const registers = [registry];
  const gauge = (name: string, help: string, read: (instance: Instance) => number) =>
    new Gauge({
      name,
      help,
      labelNames,
      registers,
      collect() {
        this.reset();
        for (const [service, instance] of all(services()))
          this.set({ service, address: instance.name }, read(instance));
      },
    });
  gauge(
    "hansa_instance_pending_requests",
    "Requests sent to an instance of a service and not answered yet.",
    (each) => each.pending,
  );
  gauge("hansa_instance_ready", "1 unless its last polls found the instance not ready.", (each) =>
    Number(isReady(each)),
  );
  gauge("hansa_instance_breaker_open", "1 while the circuit breaker towards an instance is open.", ({ breaker }) =>
    Number(isOpen(breaker)),
  );
  new Counter({
    name: "hansa_instance_requests_total",
    help: "Requests sent to an instance of a service that ended, by outcome.",
    labelNames: [...labelNames, "outcome"],
    registers,
    collect() {
      this.reset();
      for (const [service, { name, ended }] of all(services())) {
        for (const [outcome, count] of Object.entries(ended)) this.inc({ service, address: name, outcome }, count);
      }
    },
  });
  new Counter({
    name: "hansa_instance_replaced_pools_total",
    help: "Pools of connections to an instance that took no request any more and were replaced: a fault of Hansa.",
    labelNames,
    registers,
    collect() {
      this.reset();
      for (const [service, { name, replacedPools }] of all(services()))
        this.inc({ service, address: name }, replacedPools);
    },
  });
  new Counter({
    name: "hansa_instance_request_seconds_total",
    help: "The time that the ended requests to an instance of a service took together.",
    labelNames,
    registers,
    collect() {
      this.reset();
      for (const [service, { name, endedMs }] of all(services())) this.inc({ service, address: name }, endedMs / 1_000);
    },
  });
}

function* all(services: Iterable<readonly [string, Instances]>): Generator<[string, Instance]> {
  for (const [service, { list }] of services) for (const instance of list) yield [service, instance];
}
