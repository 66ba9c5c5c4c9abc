ALTER TABLE `leases` RENAME COLUMN `fence` TO `fencing_token`;--> statement-breakpoint
ALTER TABLE `fences` RENAME TO `fencing_tokens`;--> statement-breakpoint
ALTER TABLE `fencing_tokens` RENAME COLUMN `fence` TO `token`;--> statement-breakpoint
ALTER TABLE `disputes` DROP CONSTRAINT `disputes_are_about_something`;--> statement-breakpoint
ALTER TABLE `disputes` ADD CONSTRAINT "disputes_positive" CHECK(amount_minor > 0);--> statement-breakpoint
ALTER TABLE `refunds` DROP CONSTRAINT `refunds_give_something`;--> statement-breakpoint
ALTER TABLE `refunds` ADD CONSTRAINT "refunds_positive" CHECK(amount_minor > 0);--> statement-breakpoint
ALTER TABLE `payments` DROP CONSTRAINT `payments_ask_for_something`;--> statement-breakpoint
ALTER TABLE `payments` ADD CONSTRAINT "payments_amount_positive" CHECK(amount_minor > 0);--> statement-breakpoint
ALTER TABLE `payments` DROP CONSTRAINT `payments_promise_what_was_asked`;--> statement-breakpoint
ALTER TABLE `payments` ADD CONSTRAINT "payments_authorized_within_amount" CHECK(authorized_minor <= amount_minor);--> statement-breakpoint
ALTER TABLE `payments` DROP CONSTRAINT `payments_take_what_was_promised`;--> statement-breakpoint
ALTER TABLE `payments` ADD CONSTRAINT "payments_captured_within_authorized" CHECK(captured_minor >= 0 AND released_minor >= 0 AND captured_minor + released_minor <= authorized_minor);--> statement-breakpoint
ALTER TABLE `payments` DROP CONSTRAINT `payments_give_back_what_was_taken`;--> statement-breakpoint
ALTER TABLE `payments` ADD CONSTRAINT "payments_refunded_within_captured" CHECK(refunded_minor >= 0 AND refund_pending_minor >= 0 AND refunded_minor + refund_pending_minor <= captured_minor);--> statement-breakpoint
ALTER TABLE `payments` DROP CONSTRAINT `payments_state_is_their_amounts`;--> statement-breakpoint
ALTER TABLE `payments` ADD CONSTRAINT "payments_state_matches_amounts" CHECK(CASE state
        WHEN 'AUTHORIZED' THEN authorized_minor = amount_minor AND captured_minor = 0 AND released_minor = 0
        WHEN 'PARTIALLY_CAPTURED' THEN authorized_minor = amount_minor AND captured_minor > 0 AND captured_minor < amount_minor AND released_minor = 0
        WHEN 'CAPTURED' THEN captured_minor > 0 AND captured_minor + released_minor = amount_minor AND refunded_minor = 0
        WHEN 'PARTIALLY_REFUNDED' THEN captured_minor + released_minor = amount_minor AND refunded_minor > 0 AND refunded_minor < captured_minor
        WHEN 'REFUNDED' THEN captured_minor > 0 AND captured_minor + released_minor = amount_minor AND refunded_minor = captured_minor
        WHEN 'VOIDED' THEN TRUE
        WHEN 'FAILED' THEN TRUE
        ELSE authorized_minor = 0 END);--> statement-breakpoint
ALTER TABLE `payments` DROP CONSTRAINT `payments_order_is_whole`;--> statement-breakpoint
ALTER TABLE `payments` ADD CONSTRAINT "payments_order_complete" CHECK((order_id IS NULL) = (order_number IS NULL) AND (order_id IS NULL) = (guest_token_hash IS NULL));--> statement-breakpoint
ALTER TABLE `payments` DROP CONSTRAINT `payments_forget_for_good`;--> statement-breakpoint
ALTER TABLE `payments` ADD CONSTRAINT "payments_erased" CHECK(erased_at IS NULL OR (customer_id IS NULL AND card IS NULL));--> statement-breakpoint
ALTER TABLE `saved_methods` DROP CONSTRAINT `saved_methods_belong_to_somebody`;--> statement-breakpoint
ALTER TABLE `saved_methods` ADD CONSTRAINT "saved_methods_owned" CHECK(state = 'removing' OR customer_id IS NOT NULL);--> statement-breakpoint
ALTER TABLE `saved_methods` DROP CONSTRAINT `saved_methods_default_is_kept`;--> statement-breakpoint
ALTER TABLE `saved_methods` ADD CONSTRAINT "saved_methods_default_kept" CHECK(state = 'kept' OR is_default = 0);--> statement-breakpoint
DROP TRIGGER `payments_never_go_back`;--> statement-breakpoint
CREATE TRIGGER `payments_state_advances` BEFORE UPDATE OF `state` ON `payments`
WHEN NEW.`state` <> OLD.`state` AND (
  OLD.`state` IN ('VOIDED', 'FAILED')
  OR (OLD.`state` = 'REFUNDED' AND (NEW.`state` NOT IN ('CAPTURED', 'PARTIALLY_REFUNDED') OR NEW.`refunded_minor` >= OLD.`refunded_minor`))
  OR (OLD.`state` = 'PARTIALLY_REFUNDED' AND NEW.`state` <> 'REFUNDED'
    AND (NEW.`state` <> 'CAPTURED' OR NEW.`refunded_minor` >= OLD.`refunded_minor`))
  OR (OLD.`state` = 'CAPTURED' AND NEW.`state` NOT IN ('PARTIALLY_REFUNDED', 'REFUNDED'))
  OR (OLD.`state` = 'PARTIALLY_CAPTURED' AND NEW.`state` NOT IN ('CAPTURED', 'PARTIALLY_REFUNDED', 'REFUNDED'))
  OR (OLD.`state` = 'AUTHORIZED' AND NEW.`state` IN ('CREATED', 'REQUIRES_ACTION', 'PROCESSING'))
  OR (OLD.`state` = 'PROCESSING' AND NEW.`state` IN ('CREATED', 'REQUIRES_ACTION'))
  OR (OLD.`state` = 'REQUIRES_ACTION' AND NEW.`state` = 'CREATED')
)
BEGIN SELECT RAISE(ABORT, 'a payment never returns to an earlier state'); END;--> statement-breakpoint
DROP TRIGGER `payments_keep_their_terms`;--> statement-breakpoint
CREATE TRIGGER `payments_terms_are_final` BEFORE UPDATE ON `payments`
WHEN NEW.`checkout_id` <> OLD.`checkout_id` OR NEW.`version` <> OLD.`version`
  OR NEW.`amount_minor` <> OLD.`amount_minor` OR NEW.`currency` <> OLD.`currency` OR NEW.`provider` <> OLD.`provider`
  OR NEW.`authorized_minor` < OLD.`authorized_minor` OR NEW.`captured_minor` < OLD.`captured_minor`
  OR NEW.`released_minor` < OLD.`released_minor`
  OR (NEW.`refunded_minor` < OLD.`refunded_minor` AND NOT EXISTS (
    SELECT 1 FROM `refunds`
    WHERE `payment_id` = OLD.`id` AND `state` = 'SUCCEEDED' AND `amount_minor` = OLD.`refunded_minor` - NEW.`refunded_minor`
  ))
  OR (OLD.`provider_ref` IS NOT NULL AND NEW.`provider_ref` IS NOT OLD.`provider_ref`)
  OR (OLD.`order_id` IS NOT NULL AND NEW.`order_id` IS NOT OLD.`order_id`)
  OR (OLD.`erased_at` IS NOT NULL AND NEW.`erased_at` IS NULL)
BEGIN SELECT RAISE(ABORT, 'the terms of a payment never change'); END;--> statement-breakpoint
DROP TRIGGER `refunds_stay_what_they_are`;--> statement-breakpoint
CREATE TRIGGER `refunds_are_final` BEFORE UPDATE ON `refunds`
WHEN NEW.`payment_id` <> OLD.`payment_id` OR NEW.`amount_minor` <> OLD.`amount_minor` OR NEW.`currency` <> OLD.`currency`
  OR (NEW.`state` <> OLD.`state` AND (OLD.`state` = 'FAILED' OR NEW.`state` = 'PENDING'))
BEGIN SELECT RAISE(ABORT, 'the amount and the final state of a refund never change'); END;--> statement-breakpoint
DROP TRIGGER `refunds_add_up_on_insert`;--> statement-breakpoint
CREATE TRIGGER `refunds_add_up_on_insert` AFTER INSERT ON `refunds`
WHEN EXISTS (
  SELECT 1 FROM `payments`
  WHERE `id` = NEW.`payment_id` AND (`refunded_minor`, `refund_pending_minor`) <> (
    SELECT coalesce(sum(`amount_minor`) FILTER (WHERE `state` = 'SUCCEEDED'), 0),
      coalesce(sum(`amount_minor`) FILTER (WHERE `state` = 'PENDING'), 0)
    FROM `refunds` WHERE `payment_id` = NEW.`payment_id`
  )
)
BEGIN SELECT RAISE(ABORT, 'the refunds do not add up to the refunded amounts of their payment'); END;--> statement-breakpoint
DROP TRIGGER `refunds_add_up_on_update`;--> statement-breakpoint
CREATE TRIGGER `refunds_add_up_on_update` AFTER UPDATE ON `refunds`
WHEN EXISTS (
  SELECT 1 FROM `payments`
  WHERE `id` = NEW.`payment_id` AND (`refunded_minor`, `refund_pending_minor`) <> (
    SELECT coalesce(sum(`amount_minor`) FILTER (WHERE `state` = 'SUCCEEDED'), 0),
      coalesce(sum(`amount_minor`) FILTER (WHERE `state` = 'PENDING'), 0)
    FROM `refunds` WHERE `payment_id` = NEW.`payment_id`
  )
)
BEGIN SELECT RAISE(ABORT, 'the refunds do not add up to the refunded amounts of their payment'); END;--> statement-breakpoint
DROP TRIGGER `ledger_transactions_come_to_zero`;--> statement-breakpoint
CREATE TRIGGER `ledger_transactions_balance` AFTER INSERT ON `ledger_chain`
WHEN EXISTS (
  SELECT 1 FROM `ledger_entries`
  WHERE `transaction_id` = (SELECT `transaction_id` FROM `ledger_entries` WHERE `seq` = NEW.`seq`)
  GROUP BY `currency` HAVING sum(`amount_minor`) <> 0
)
BEGIN SELECT RAISE(ABORT, 'a transaction of the ledger balances in each currency'); END;--> statement-breakpoint
UPDATE `outbox` SET `version` = 2, `payload` = json_remove(json_set(`payload`, '$.captureAmount', json_extract(`payload`, '$.taken')), '$.taken')
  WHERE `type` = 'payment.captured';--> statement-breakpoint
DROP TRIGGER `payment_events_are_never_changed`;--> statement-breakpoint
UPDATE `payment_events` SET `kind` = replace(`kind`, 'alarm_not_asked_for', 'alarm_unrequested') WHERE `kind` LIKE 'alarm_not_asked_for%';--> statement-breakpoint
UPDATE `payment_events` SET `kind` = replace(`kind`, 'alarm_more_than_there_is', 'alarm_amount_exceeded') WHERE `kind` LIKE 'alarm_more_than_there_is%';--> statement-breakpoint
CREATE TRIGGER `payment_events_are_never_changed` BEFORE UPDATE ON `payment_events`
BEGIN SELECT RAISE(ABORT, 'payment events are append only'); END;
