CREATE TABLE `fences` (
	`lease` text PRIMARY KEY NOT NULL,
	`fence` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `idempotency` (
	`scope` text NOT NULL,
	`key` text NOT NULL,
	`request_hash` text NOT NULL,
	`state` text NOT NULL,
	`answer` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`scope`, `key`)
);
--> statement-breakpoint
CREATE TABLE `inbox_cursor` (
	`source` text PRIMARY KEY NOT NULL,
	`seq` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `leases` (
	`name` text PRIMARY KEY NOT NULL,
	`owner` text NOT NULL,
	`ends_at` integer NOT NULL,
	`fence` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `outbox` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`event_id` text NOT NULL,
	`type` text NOT NULL,
	`version` integer NOT NULL,
	`aggregate_id` text NOT NULL,
	`payload` text NOT NULL,
	`occurred_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `outbox_event_id_unique` ON `outbox` (`event_id`);--> statement-breakpoint
CREATE TABLE `parked_events` (
	`follower` text NOT NULL,
	`seq` integer NOT NULL,
	`aggregate_id` text NOT NULL,
	`event` text NOT NULL,
	`next_try_at` integer NOT NULL,
	PRIMARY KEY(`follower`, `seq`)
);
--> statement-breakpoint
CREATE INDEX `parked_events_of_aggregate` ON `parked_events` (`follower`,`aggregate_id`,`seq`);--> statement-breakpoint
CREATE TABLE `store_clock` (
	`id` integer PRIMARY KEY NOT NULL,
	`boot` text NOT NULL,
	`at` integer NOT NULL,
	`monotonic` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `store_openings` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`opened_at` integer NOT NULL,
	`hasty` integer NOT NULL,
	`journal_mode` text NOT NULL,
	`synchronous` integer NOT NULL,
	`foreign_keys` integer NOT NULL,
	`busy_timeout_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `captures` (
	`id` text PRIMARY KEY NOT NULL,
	`payment_id` text NOT NULL,
	`key` text,
	`state` text NOT NULL,
	`requested_minor` integer NOT NULL,
	`amount_minor` integer NOT NULL,
	`provider_ref` text,
	`reason` text,
	`created_at` integer NOT NULL,
	`settled_at` integer,
	FOREIGN KEY (`payment_id`) REFERENCES `payments`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "captures_take_something" CHECK(amount_minor > 0 OR state = 'COVERED')
);
--> statement-breakpoint
CREATE UNIQUE INDEX `captures_once` ON `captures` (`payment_id`,`key`);--> statement-breakpoint
CREATE UNIQUE INDEX `captures_provider_ref` ON `captures` (`payment_id`,`provider_ref`);--> statement-breakpoint
CREATE TABLE `disputes` (
	`id` text PRIMARY KEY NOT NULL,
	`payment_id` text NOT NULL,
	`provider_ref` text NOT NULL,
	`state` text NOT NULL,
	`amount_minor` integer NOT NULL,
	`currency` text NOT NULL,
	`reason` text NOT NULL,
	`opened_at` integer NOT NULL,
	`closed_at` integer,
	FOREIGN KEY (`payment_id`) REFERENCES `payments`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "disputes_are_about_something" CHECK(amount_minor > 0)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `disputes_provider_ref` ON `disputes` (`payment_id`,`provider_ref`);--> statement-breakpoint
CREATE INDEX `disputes_open` ON `disputes` (`payment_id`) WHERE state = 'OPEN';--> statement-breakpoint
CREATE TABLE `ledger_chain` (
	`seq` integer PRIMARY KEY NOT NULL,
	`hash` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `ledger_entries` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`transaction_id` text NOT NULL,
	`payment_id` text NOT NULL,
	`kind` text NOT NULL,
	`provider_event` text NOT NULL,
	`account` text NOT NULL,
	`amount_minor` integer NOT NULL,
	`currency` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`payment_id`) REFERENCES `payments`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `ledger_entries_once` ON `ledger_entries` (`payment_id`,`kind`,`provider_event`,`account`);--> statement-breakpoint
CREATE INDEX `ledger_entries_of_transaction` ON `ledger_entries` (`transaction_id`);--> statement-breakpoint
CREATE INDEX `ledger_entries_by_time` ON `ledger_entries` (`at`);--> statement-breakpoint
CREATE INDEX `ledger_entries_by_account` ON `ledger_entries` (`account`,`at`);--> statement-breakpoint
CREATE INDEX `ledger_entries_by_kind` ON `ledger_entries` (`kind`,`at`);--> statement-breakpoint
CREATE INDEX `ledger_entries_by_payment` ON `ledger_entries` (`payment_id`,`at`);--> statement-breakpoint
CREATE INDEX `ledger_entries_by_currency` ON `ledger_entries` (`currency`,`at`);--> statement-breakpoint
CREATE TABLE `refunds` (
	`id` text PRIMARY KEY NOT NULL,
	`payment_id` text NOT NULL,
	`state` text NOT NULL,
	`amount_minor` integer NOT NULL,
	`currency` text NOT NULL,
	`reason` text NOT NULL,
	`requested_by` text,
	`from_provider` integer NOT NULL,
	`provider_ref` text,
	`failure` text,
	`created_at` integer NOT NULL,
	`settled_at` integer,
	FOREIGN KEY (`payment_id`) REFERENCES `payments`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "refunds_give_something" CHECK(amount_minor > 0)
);
--> statement-breakpoint
CREATE INDEX `refunds_of_payment` ON `refunds` (`payment_id`,`created_at`);--> statement-breakpoint
CREATE UNIQUE INDEX `refunds_provider_ref` ON `refunds` (`payment_id`,`provider_ref`);--> statement-breakpoint
CREATE TABLE `closed_checkouts` (
	`checkout_id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`closed_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `payment_events` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`payment_id` text NOT NULL,
	`kind` text NOT NULL,
	`source` text NOT NULL,
	`provider_event_id` text,
	`at` integer NOT NULL,
	FOREIGN KEY (`payment_id`) REFERENCES `payments`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `payment_events_of_payment` ON `payment_events` (`payment_id`,`seq`);--> statement-breakpoint
CREATE TABLE `payments` (
	`id` text PRIMARY KEY NOT NULL,
	`checkout_id` text NOT NULL,
	`version` integer NOT NULL,
	`attempt` integer NOT NULL,
	`customer_id` text,
	`state` text NOT NULL,
	`amount_minor` integer NOT NULL,
	`currency` text NOT NULL,
	`authorized_minor` integer NOT NULL,
	`captured_minor` integer NOT NULL,
	`released_minor` integer NOT NULL,
	`refunded_minor` integer NOT NULL,
	`refund_pending_minor` integer NOT NULL,
	`disputed` integer NOT NULL,
	`provider` text NOT NULL,
	`provider_ref` text,
	`card` text,
	`keeps_method` integer NOT NULL,
	`client_action` text,
	`failure_code` text,
	`failure_retryable` integer NOT NULL,
	`order_id` text,
	`order_number` text,
	`guest_token_hash` text,
	`created_at` integer NOT NULL,
	`changed_at` integer NOT NULL,
	`looked_up_at` integer NOT NULL,
	`forgotten_at` integer,
	CONSTRAINT "payments_ask_for_something" CHECK(amount_minor > 0),
	CONSTRAINT "payments_promise_what_was_asked" CHECK(authorized_minor <= amount_minor),
	CONSTRAINT "payments_take_what_was_promised" CHECK(captured_minor >= 0 AND released_minor >= 0 AND captured_minor + released_minor <= authorized_minor),
	CONSTRAINT "payments_give_back_what_was_taken" CHECK(refunded_minor >= 0 AND refund_pending_minor >= 0 AND refunded_minor + refund_pending_minor <= captured_minor),
	CONSTRAINT "payments_state_is_their_amounts" CHECK(CASE state
        WHEN 'AUTHORIZED' THEN authorized_minor = amount_minor AND captured_minor = 0 AND released_minor = 0
        WHEN 'PARTIALLY_CAPTURED' THEN authorized_minor = amount_minor AND captured_minor > 0 AND captured_minor < amount_minor AND released_minor = 0
        WHEN 'CAPTURED' THEN captured_minor > 0 AND captured_minor + released_minor = amount_minor AND refunded_minor = 0
        WHEN 'PARTIALLY_REFUNDED' THEN captured_minor + released_minor = amount_minor AND refunded_minor > 0 AND refunded_minor < captured_minor
        WHEN 'REFUNDED' THEN captured_minor > 0 AND captured_minor + released_minor = amount_minor AND refunded_minor = captured_minor
        WHEN 'VOIDED' THEN TRUE
        WHEN 'FAILED' THEN TRUE
        ELSE authorized_minor = 0 END),
	CONSTRAINT "payments_order_is_whole" CHECK((order_id IS NULL) = (order_number IS NULL) AND (order_id IS NULL) = (guest_token_hash IS NULL)),
	CONSTRAINT "payments_forget_for_good" CHECK(forgotten_at IS NULL OR (customer_id IS NULL AND card IS NULL))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `payments_one_live` ON `payments` (`checkout_id`) WHERE state NOT IN ('VOIDED', 'FAILED');--> statement-breakpoint
CREATE UNIQUE INDEX `payments_attempt` ON `payments` (`checkout_id`,`attempt`);--> statement-breakpoint
CREATE UNIQUE INDEX `payments_provider_ref` ON `payments` (`provider`,`provider_ref`);--> statement-breakpoint
CREATE INDEX `payments_of_order` ON `payments` (`order_id`);--> statement-breakpoint
CREATE INDEX `payments_of_customer` ON `payments` (`customer_id`);--> statement-breakpoint
CREATE INDEX `payments_by_time` ON `payments` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `payments_by_state` ON `payments` (`state`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `payments_by_provider` ON `payments` (`provider`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `payments_by_dispute` ON `payments` (`disputed`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `payments_by_change` ON `payments` (`changed_at`);--> statement-breakpoint
CREATE INDEX `payments_unsettled` ON `payments` (`looked_up_at`) WHERE state IN ('CREATED', 'REQUIRES_ACTION', 'PROCESSING') OR refund_pending_minor > 0;--> statement-breakpoint
CREATE TABLE `provider_calls` (
	`key` text PRIMARY KEY NOT NULL,
	`payment_id` text NOT NULL,
	`name` text NOT NULL,
	`subject_id` text,
	`request` text,
	`outcome` text NOT NULL,
	`reason` text,
	`attempts` integer NOT NULL,
	`locked_until` integer NOT NULL,
	`due_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`payment_id`) REFERENCES `payments`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `provider_calls_one_open` ON `provider_calls` (`payment_id`) WHERE outcome = 'open';--> statement-breakpoint
CREATE INDEX `provider_calls_of_payment` ON `provider_calls` (`payment_id`,`name`);--> statement-breakpoint
CREATE INDEX `provider_calls_due` ON `provider_calls` (`due_at`) WHERE outcome = 'open';--> statement-breakpoint
CREATE TABLE `webhook_inbox` (
	`provider` text NOT NULL,
	`event_id` text NOT NULL,
	`payload` text NOT NULL,
	`state` text NOT NULL,
	`attempts` integer NOT NULL,
	`received_at` integer NOT NULL,
	`payment_id` text,
	PRIMARY KEY(`provider`, `event_id`)
);
--> statement-breakpoint
CREATE INDEX `webhook_inbox_waiting` ON `webhook_inbox` (`received_at`) WHERE state = 'stored';--> statement-breakpoint
CREATE INDEX `webhook_inbox_of_payment` ON `webhook_inbox` (`payment_id`);--> statement-breakpoint
CREATE TABLE `reconciliation_runs` (
	`id` text PRIMARY KEY NOT NULL,
	`started_at` integer NOT NULL,
	`ended_at` integer NOT NULL,
	`since` integer NOT NULL,
	`compared` integer NOT NULL,
	`listed` integer NOT NULL,
	`in_flight` integer NOT NULL,
	`unanswered` integer NOT NULL,
	`mismatches` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `saved_methods` (
	`id` text PRIMARY KEY NOT NULL,
	`customer_id` text,
	`provider` text NOT NULL,
	`method_ref` text NOT NULL,
	`customer_ref` text NOT NULL,
	`card` text,
	`is_default` integer NOT NULL,
	`state` text NOT NULL,
	`created_at` integer NOT NULL,
	CONSTRAINT "saved_methods_belong_to_somebody" CHECK(state = 'removing' OR customer_id IS NOT NULL),
	CONSTRAINT "saved_methods_default_is_kept" CHECK(state = 'kept' OR is_default = 0)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `saved_methods_provider_ref` ON `saved_methods` (`provider`,`method_ref`);--> statement-breakpoint
CREATE UNIQUE INDEX `saved_methods_one_default` ON `saved_methods` (`customer_id`) WHERE is_default = 1;--> statement-breakpoint
CREATE INDEX `saved_methods_of_customer` ON `saved_methods` (`customer_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `saved_methods_removing` ON `saved_methods` (`created_at`) WHERE state = 'removing';--> statement-breakpoint
CREATE TRIGGER `payments_are_never_removed` BEFORE DELETE ON `payments`
BEGIN SELECT RAISE(ABORT, 'payments are never removed'); END;--> statement-breakpoint
CREATE TRIGGER `captures_add_up_on_insert` AFTER INSERT ON `captures`
WHEN (SELECT `captured_minor` FROM `payments` WHERE `id` = NEW.`payment_id`)
  <> (SELECT coalesce(sum(`amount_minor`), 0) FROM `captures` WHERE `payment_id` = NEW.`payment_id` AND `state` = 'TAKEN')
BEGIN SELECT RAISE(ABORT, 'captures do not add up to what their payment says'); END;--> statement-breakpoint
CREATE TRIGGER `captures_add_up_on_update` AFTER UPDATE ON `captures`
WHEN (SELECT `captured_minor` FROM `payments` WHERE `id` = NEW.`payment_id`)
  <> (SELECT coalesce(sum(`amount_minor`), 0) FROM `captures` WHERE `payment_id` = NEW.`payment_id` AND `state` = 'TAKEN')
BEGIN SELECT RAISE(ABORT, 'captures do not add up to what their payment says'); END;--> statement-breakpoint
CREATE TRIGGER `refunds_add_up_on_insert` AFTER INSERT ON `refunds`
WHEN EXISTS (
  SELECT 1 FROM `payments`
  WHERE `id` = NEW.`payment_id` AND (`refunded_minor`, `refund_pending_minor`) <> (
    SELECT coalesce(sum(`amount_minor`) FILTER (WHERE `state` = 'SUCCEEDED'), 0),
      coalesce(sum(`amount_minor`) FILTER (WHERE `state` = 'PENDING'), 0)
    FROM `refunds` WHERE `payment_id` = NEW.`payment_id`
  )
)
BEGIN SELECT RAISE(ABORT, 'refunds do not add up to what their payment says'); END;--> statement-breakpoint
CREATE TRIGGER `refunds_add_up_on_update` AFTER UPDATE ON `refunds`
WHEN EXISTS (
  SELECT 1 FROM `payments`
  WHERE `id` = NEW.`payment_id` AND (`refunded_minor`, `refund_pending_minor`) <> (
    SELECT coalesce(sum(`amount_minor`) FILTER (WHERE `state` = 'SUCCEEDED'), 0),
      coalesce(sum(`amount_minor`) FILTER (WHERE `state` = 'PENDING'), 0)
    FROM `refunds` WHERE `payment_id` = NEW.`payment_id`
  )
)
BEGIN SELECT RAISE(ABORT, 'refunds do not add up to what their payment says'); END;--> statement-breakpoint
CREATE TRIGGER `captures_stay_what_they_are` BEFORE UPDATE ON `captures`
WHEN NEW.`payment_id` <> OLD.`payment_id` OR NEW.`key` IS NOT OLD.`key` OR NEW.`requested_minor` <> OLD.`requested_minor`
  OR OLD.`state` IN ('TAKEN', 'COVERED')
BEGIN SELECT RAISE(ABORT, 'a capture that was taken never changes'); END;--> statement-breakpoint
CREATE TRIGGER `disputes_close_once` BEFORE UPDATE ON `disputes`
WHEN OLD.`state` <> 'OPEN' OR NEW.`amount_minor` <> OLD.`amount_minor` OR NEW.`payment_id` <> OLD.`payment_id`
BEGIN SELECT RAISE(ABORT, 'a dispute is closed once'); END;--> statement-breakpoint
CREATE TRIGGER `captures_are_never_removed` BEFORE DELETE ON `captures`
BEGIN SELECT RAISE(ABORT, 'captures are never removed'); END;--> statement-breakpoint
CREATE TRIGGER `refunds_are_never_removed` BEFORE DELETE ON `refunds`
BEGIN SELECT RAISE(ABORT, 'refunds are never removed'); END;--> statement-breakpoint
CREATE TRIGGER `disputes_are_never_removed` BEFORE DELETE ON `disputes`
BEGIN SELECT RAISE(ABORT, 'disputes are never removed'); END;--> statement-breakpoint
CREATE TRIGGER `closed_checkouts_never_open` BEFORE UPDATE ON `closed_checkouts` WHEN NEW.`version` < OLD.`version`
BEGIN SELECT RAISE(ABORT, 'a closed checkout stays closed'); END;--> statement-breakpoint
CREATE TRIGGER `payment_events_are_never_changed` BEFORE UPDATE ON `payment_events`
BEGIN SELECT RAISE(ABORT, 'payment events are append only'); END;--> statement-breakpoint
CREATE TRIGGER `payment_events_are_never_removed` BEFORE DELETE ON `payment_events`
BEGIN SELECT RAISE(ABORT, 'payment events are append only'); END;--> statement-breakpoint
CREATE TRIGGER `ledger_entries_are_never_changed` BEFORE UPDATE ON `ledger_entries`
BEGIN SELECT RAISE(ABORT, 'the ledger is append only'); END;--> statement-breakpoint
CREATE TRIGGER `ledger_entries_are_never_removed` BEFORE DELETE ON `ledger_entries`
BEGIN SELECT RAISE(ABORT, 'the ledger is append only'); END;--> statement-breakpoint
CREATE TRIGGER `ledger_chain_has_no_gap` BEFORE INSERT ON `ledger_chain`
WHEN NEW.`seq` <> (SELECT coalesce(max(`seq`), 0) + 1 FROM `ledger_chain`)
  OR NOT EXISTS (SELECT 1 FROM `ledger_entries` WHERE `seq` = NEW.`seq`)
BEGIN SELECT RAISE(ABORT, 'the chain of the ledger has no gap'); END;--> statement-breakpoint
CREATE TRIGGER `ledger_transactions_come_to_zero` AFTER INSERT ON `ledger_chain`
WHEN EXISTS (
  SELECT 1 FROM `ledger_entries`
  WHERE `transaction_id` = (SELECT `transaction_id` FROM `ledger_entries` WHERE `seq` = NEW.`seq`)
  GROUP BY `currency` HAVING sum(`amount_minor`) <> 0
)
BEGIN SELECT RAISE(ABORT, 'a transaction of the ledger comes to zero in each currency'); END;--> statement-breakpoint
CREATE TRIGGER `ledger_chain_is_never_changed` BEFORE UPDATE ON `ledger_chain`
BEGIN SELECT RAISE(ABORT, 'the ledger is append only'); END;--> statement-breakpoint
CREATE TRIGGER `ledger_chain_is_never_removed` BEFORE DELETE ON `ledger_chain`
BEGIN SELECT RAISE(ABORT, 'the ledger is append only'); END;--> statement-breakpoint
CREATE TRIGGER `payments_never_go_back` BEFORE UPDATE OF `state` ON `payments`
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
BEGIN SELECT RAISE(ABORT, 'a payment never goes back'); END;--> statement-breakpoint
CREATE TRIGGER `payments_keep_their_terms` BEFORE UPDATE ON `payments`
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
  OR (OLD.`forgotten_at` IS NOT NULL AND NEW.`forgotten_at` IS NULL)
BEGIN SELECT RAISE(ABORT, 'what a payment is for never changes'); END;--> statement-breakpoint
CREATE TRIGGER `refunds_stay_what_they_are` BEFORE UPDATE ON `refunds`
WHEN NEW.`payment_id` <> OLD.`payment_id` OR NEW.`amount_minor` <> OLD.`amount_minor` OR NEW.`currency` <> OLD.`currency`
  OR (NEW.`state` <> OLD.`state` AND (OLD.`state` = 'FAILED' OR NEW.`state` = 'PENDING'))
BEGIN SELECT RAISE(ABORT, 'a refund never changes what it gives back, nor what came of it in the end'); END;
