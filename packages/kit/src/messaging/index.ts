/** The face of `messaging`: outbox, consumers, work queue and dead letters. */
export { alarmCausesOfMessaging } from "./alarm-causes.ts";
export { findCursor, moveCursor } from "./cursor.ts";
export { deadLetters } from "./dead-letters.ts";
export { consumeEvents, type EventConsumer, resetConsumer } from "./event-consumer.ts";
export {
  appendEvent,
  awaitEvents,
  type Event,
  type EventsPage,
  eventRequest,
  findEvents,
  outboxGauges,
} from "./outbox.ts";
export {
  attemptTask,
  nextAttemptAt,
  processDueTasks,
  type Schedule,
  scheduleColumns,
  type TaskHandler,
  workColumns,
  workQueue,
} from "./work-queue.ts";
