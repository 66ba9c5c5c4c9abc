-- The last guards: what the code never does, the store refuses.
CREATE TRIGGER `payments_never_go_back` BEFORE UPDATE OF `state` ON `payments`
WHEN NEW.`state` <> OLD.`state` AND (
  OLD.`state` IN ('CAPTURED', 'VOIDED', 'FAILED')
  OR (OLD.`state` = 'AUTHORIZED' AND NEW.`state` NOT IN ('CAPTURED', 'VOIDED'))
  OR (OLD.`state` = 'PROCESSING' AND NEW.`state` IN ('CREATED', 'REQUIRES_ACTION'))
  OR (OLD.`state` = 'REQUIRES_ACTION' AND NEW.`state` = 'CREATED')
)
BEGIN SELECT RAISE(ABORT, 'a payment never goes back'); END;
--> statement-breakpoint
CREATE TRIGGER `payments_keep_their_terms` BEFORE UPDATE ON `payments`
WHEN NEW.`checkout_id` <> OLD.`checkout_id` OR NEW.`version` <> OLD.`version`
  OR NEW.`amount_minor` <> OLD.`amount_minor` OR NEW.`currency` <> OLD.`currency` OR NEW.`provider` <> OLD.`provider`
  OR NEW.`authorized_minor` < OLD.`authorized_minor` OR NEW.`captured_minor` < OLD.`captured_minor`
  OR (OLD.`provider_ref` IS NOT NULL AND NEW.`provider_ref` IS NOT OLD.`provider_ref`)
  OR (OLD.`order_id` IS NOT NULL AND NEW.`order_id` IS NOT OLD.`order_id`)
BEGIN SELECT RAISE(ABORT, 'what a payment is for never changes'); END;
--> statement-breakpoint
CREATE TRIGGER `payments_are_never_removed` BEFORE DELETE ON `payments`
BEGIN SELECT RAISE(ABORT, 'payments are never removed'); END;
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
