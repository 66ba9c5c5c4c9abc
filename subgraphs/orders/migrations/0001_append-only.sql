-- What happened to an order is never rewritten.
CREATE TRIGGER `order_events_are_never_changed` BEFORE UPDATE ON `order_events`
BEGIN SELECT RAISE(ABORT, 'the timeline of an order is append only'); END;
--> statement-breakpoint
CREATE TRIGGER `order_events_are_never_removed` BEFORE DELETE ON `order_events`
BEGIN SELECT RAISE(ABORT, 'the timeline of an order is append only'); END;
--> statement-breakpoint
-- A saga has one outcome.
CREATE TRIGGER `saga_outcomes_are_final` BEFORE UPDATE ON `sagas` WHEN OLD.outcome IS NOT NULL AND NEW.outcome IS NOT OLD.outcome
BEGIN SELECT RAISE(ABORT, 'the outcome of a saga is final'); END;
