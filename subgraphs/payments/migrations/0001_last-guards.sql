-- The last guards: what the code never does, the store refuses.
CREATE TRIGGER `payments_never_go_back` BEFORE UPDATE OF `state` ON `payments`
WHEN NEW.`state` <> OLD.`state` AND (
  OLD.`state` IN ('REFUNDED', 'VOIDED', 'FAILED')
  OR (OLD.`state` = 'PARTIALLY_REFUNDED' AND NEW.`state` <> 'REFUNDED')
  OR (OLD.`state` = 'CAPTURED' AND NEW.`state` NOT IN ('PARTIALLY_REFUNDED', 'REFUNDED'))
  OR (OLD.`state` = 'PARTIALLY_CAPTURED' AND NEW.`state` NOT IN ('CAPTURED', 'PARTIALLY_REFUNDED', 'REFUNDED'))
  OR (OLD.`state` = 'AUTHORIZED' AND NEW.`state` IN ('CREATED', 'REQUIRES_ACTION', 'PROCESSING'))
  OR (OLD.`state` = 'PROCESSING' AND NEW.`state` IN ('CREATED', 'REQUIRES_ACTION'))
  OR (OLD.`state` = 'REQUIRES_ACTION' AND NEW.`state` = 'CREATED')
)
BEGIN SELECT RAISE(ABORT, 'a payment never goes back'); END;
--> statement-breakpoint
CREATE TRIGGER `payments_keep_their_terms` BEFORE UPDATE ON `payments`
WHEN NEW.`checkout_id` <> OLD.`checkout_id` OR NEW.`version` <> OLD.`version`
  OR NEW.`amount_minor` <> OLD.`amount_minor` OR NEW.`currency` <> OLD.`currency` OR NEW.`provider` <> OLD.`provider`
  OR NEW.`authorized_minor` < OLD.`authorized_minor` OR NEW.`captured_minor` < OLD.`captured_minor`
  OR NEW.`released_minor` < OLD.`released_minor` OR NEW.`refunded_minor` < OLD.`refunded_minor`
  OR (OLD.`provider_ref` IS NOT NULL AND NEW.`provider_ref` IS NOT OLD.`provider_ref`)
  OR (OLD.`order_id` IS NOT NULL AND NEW.`order_id` IS NOT OLD.`order_id`)
  OR (OLD.`forgotten_at` IS NOT NULL AND NEW.`forgotten_at` IS NULL)
BEGIN SELECT RAISE(ABORT, 'what a payment is for never changes'); END;
--> statement-breakpoint
CREATE TRIGGER `payments_are_never_removed` BEFORE DELETE ON `payments`
BEGIN SELECT RAISE(ABORT, 'payments are never removed'); END;
--> statement-breakpoint
CREATE TRIGGER `captures_add_up_on_insert` AFTER INSERT ON `captures`
WHEN (SELECT `captured_minor` FROM `payments` WHERE `id` = NEW.`payment_id`)
  <> (SELECT coalesce(sum(`amount_minor`), 0) FROM `captures` WHERE `payment_id` = NEW.`payment_id` AND `state` = 'TAKEN')
BEGIN SELECT RAISE(ABORT, 'captures do not add up to what their payment says'); END;
--> statement-breakpoint
CREATE TRIGGER `captures_add_up_on_update` AFTER UPDATE ON `captures`
WHEN (SELECT `captured_minor` FROM `payments` WHERE `id` = NEW.`payment_id`)
  <> (SELECT coalesce(sum(`amount_minor`), 0) FROM `captures` WHERE `payment_id` = NEW.`payment_id` AND `state` = 'TAKEN')
BEGIN SELECT RAISE(ABORT, 'captures do not add up to what their payment says'); END;
--> statement-breakpoint
CREATE TRIGGER `refunds_add_up_on_insert` AFTER INSERT ON `refunds`
WHEN EXISTS (
  SELECT 1 FROM `payments`
  WHERE `id` = NEW.`payment_id` AND (`refunded_minor`, `refund_pending_minor`) <> (
    SELECT coalesce(sum(`amount_minor`) FILTER (WHERE `state` = 'SUCCEEDED'), 0),
      coalesce(sum(`amount_minor`) FILTER (WHERE `state` = 'PENDING'), 0)
    FROM `refunds` WHERE `payment_id` = NEW.`payment_id`
  )
)
BEGIN SELECT RAISE(ABORT, 'refunds do not add up to what their payment says'); END;
--> statement-breakpoint
CREATE TRIGGER `refunds_add_up_on_update` AFTER UPDATE ON `refunds`
WHEN EXISTS (
  SELECT 1 FROM `payments`
  WHERE `id` = NEW.`payment_id` AND (`refunded_minor`, `refund_pending_minor`) <> (
    SELECT coalesce(sum(`amount_minor`) FILTER (WHERE `state` = 'SUCCEEDED'), 0),
      coalesce(sum(`amount_minor`) FILTER (WHERE `state` = 'PENDING'), 0)
    FROM `refunds` WHERE `payment_id` = NEW.`payment_id`
  )
)
BEGIN SELECT RAISE(ABORT, 'refunds do not add up to what their payment says'); END;
--> statement-breakpoint
CREATE TRIGGER `captures_stay_what_they_are` BEFORE UPDATE ON `captures`
WHEN NEW.`payment_id` <> OLD.`payment_id` OR NEW.`key` IS NOT OLD.`key` OR NEW.`requested_minor` <> OLD.`requested_minor`
  OR OLD.`state` IN ('TAKEN', 'COVERED')
BEGIN SELECT RAISE(ABORT, 'a capture that was taken never changes'); END;
--> statement-breakpoint
CREATE TRIGGER `refunds_stay_what_they_are` BEFORE UPDATE ON `refunds`
WHEN NEW.`payment_id` <> OLD.`payment_id` OR NEW.`amount_minor` <> OLD.`amount_minor` OR NEW.`currency` <> OLD.`currency`
  OR (NEW.`state` <> OLD.`state` AND (OLD.`state` = 'SUCCEEDED' OR NEW.`state` = 'PENDING'))
BEGIN SELECT RAISE(ABORT, 'a refund never changes what it gives back, nor what came of it'); END;
--> statement-breakpoint
CREATE TRIGGER `disputes_close_once` BEFORE UPDATE ON `disputes`
WHEN OLD.`state` <> 'OPEN' OR NEW.`amount_minor` <> OLD.`amount_minor` OR NEW.`payment_id` <> OLD.`payment_id`
BEGIN SELECT RAISE(ABORT, 'a dispute is closed once'); END;
--> statement-breakpoint
CREATE TRIGGER `captures_are_never_removed` BEFORE DELETE ON `captures`
BEGIN SELECT RAISE(ABORT, 'captures are never removed'); END;
--> statement-breakpoint
CREATE TRIGGER `refunds_are_never_removed` BEFORE DELETE ON `refunds`
BEGIN SELECT RAISE(ABORT, 'refunds are never removed'); END;
--> statement-breakpoint
CREATE TRIGGER `disputes_are_never_removed` BEFORE DELETE ON `disputes`
BEGIN SELECT RAISE(ABORT, 'disputes are never removed'); END;
--> statement-breakpoint
CREATE TRIGGER `closed_checkouts_never_open` BEFORE UPDATE ON `closed_checkouts` WHEN NEW.`version` < OLD.`version`
BEGIN SELECT RAISE(ABORT, 'a closed checkout stays closed'); END;
--> statement-breakpoint
CREATE TRIGGER `payment_events_are_never_changed` BEFORE UPDATE ON `payment_events`
BEGIN SELECT RAISE(ABORT, 'payment events are append only'); END;
--> statement-breakpoint
CREATE TRIGGER `payment_events_are_never_removed` BEFORE DELETE ON `payment_events`
BEGIN SELECT RAISE(ABORT, 'payment events are append only'); END;
--> statement-breakpoint
CREATE TRIGGER `ledger_entries_are_never_changed` BEFORE UPDATE ON `ledger_entries`
BEGIN SELECT RAISE(ABORT, 'the ledger is append only'); END;
--> statement-breakpoint
CREATE TRIGGER `ledger_entries_are_never_removed` BEFORE DELETE ON `ledger_entries`
BEGIN SELECT RAISE(ABORT, 'the ledger is append only'); END;
