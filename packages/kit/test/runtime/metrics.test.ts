/** The metrics of a service: each request and statement is counted once, and consumers have values in the leader alone. */
import { expect, test } from "vitest";
import { createMetrics } from "../../src/runtime/metrics.ts";
import { withTrace } from "../../src/runtime/trace.ts";

test("requests, their durations and statements are counted once each, between two readings and after them", async () => {
  const metrics = createMetrics();
  const read = async () =>
    (await metrics.registry.metrics()).split("\n").filter((line) => /_(total|count|sum)\{/.test(line));
  const labels = 'entry="graphql",operation="/graphql"';
  for (let index = 0; index < 2_500; index += 1) metrics.countRequest("graphql", "/graphql", 200, 0.5);
  metrics.countRequest("graphql", "/graphql", 401, 0.5);
  metrics.countStatement();
  withTrace({ requestId: "r", entry: "graphql" }, () => metrics.countStatement());
  const first = [
    'hansa_sql_statements_total{entry="job"} 1',
    'hansa_sql_statements_total{entry="graphql"} 1',
    `hansa_http_requests_total{${labels},status="200"} 2500`,
    `hansa_http_requests_total{${labels},status="401"} 1`,
    'hansa_http_request_seconds_sum{entry="graphql"} 1250.5',
    'hansa_http_request_seconds_count{entry="graphql"} 2501',
  ];
  expect(await read()).toEqual(first);
  expect(await read()).toEqual(first);
  metrics.countRequest("graphql", "/graphql", 401, 0.5);
  metrics.countStatement();
  expect(await read()).toEqual([
    'hansa_sql_statements_total{entry="job"} 2',
    first[1],
    first[2],
    `hansa_http_requests_total{${labels},status="401"} 2`,
    'hansa_http_request_seconds_sum{entry="graphql"} 1251',
    'hansa_http_request_seconds_count{entry="graphql"} 2502',
  ]);
});

test("a process that is the leader no longer shows no event consumers, which another one runs", async () => {
  const metrics = createMetrics();
  const read = async () =>
    (await metrics.registry.metrics()).split("\n").filter((line) => /^hansa_(leader|consumer)/.test(line));
  metrics.setLeader(true);
  metrics.setConsumerLag("orders", 3, 5_000);
  metrics.setDeadLetters("orders", 1);
  expect(await read()).toEqual([
    'hansa_consumer_lag_events{consumer="orders"} 3',
    'hansa_consumer_oldest_event_timestamp_seconds{consumer="orders"} 5',
    "hansa_leader 1",
    'hansa_consumer_dead_letters{consumer="orders"} 1',
  ]);
  metrics.setLeader(false);
  expect(await read()).toEqual(["hansa_leader 0"]);
});
