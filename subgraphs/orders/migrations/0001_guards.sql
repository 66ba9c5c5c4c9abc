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
--> statement-breakpoint
-- A fact of the books is never rewritten. They can be emptied, to be made again from the events.
CREATE TRIGGER `sales_facts_are_never_changed` BEFORE UPDATE ON `sales_facts`
BEGIN SELECT RAISE(ABORT, 'a sales fact is never changed: another one is added'); END;
--> statement-breakpoint
-- At any time a code means one promotion.
CREATE TRIGGER `promotions_share_no_code` BEFORE INSERT ON `promotions`
WHEN EXISTS (
  SELECT 1 FROM `promotions` AS other
  WHERE other.code = NEW.code AND other.id <> NEW.id
    AND (other.ends_at IS NULL OR other.ends_at > NEW.starts_at) AND (NEW.ends_at IS NULL OR NEW.ends_at > other.starts_at)
)
BEGIN SELECT RAISE(ABORT, 'another promotion has this code at the same time'); END;
--> statement-breakpoint
CREATE TRIGGER `promotions_come_to_share_no_code` BEFORE UPDATE OF code, starts_at, ends_at ON `promotions`
WHEN EXISTS (
  SELECT 1 FROM `promotions` AS other
  WHERE other.code = NEW.code AND other.id <> NEW.id
    AND (other.ends_at IS NULL OR other.ends_at > NEW.starts_at) AND (NEW.ends_at IS NULL OR NEW.ends_at > other.starts_at)
)
BEGIN SELECT RAISE(ABORT, 'another promotion has this code at the same time'); END;
--> statement-breakpoint
-- What an order has used stays used.
CREATE TRIGGER `promotion_uses_are_final` BEFORE UPDATE ON `promotion_uses` WHEN OLD.state = 'used' AND NEW.state <> 'used'
BEGIN SELECT RAISE(ABORT, 'a promotion that was used stays used'); END;
