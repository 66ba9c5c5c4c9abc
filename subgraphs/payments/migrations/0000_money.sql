CREATE TABLE `idempotency` (
	`scope` text NOT NULL,
	`key` text NOT NULL,
	`request_hash` text NOT NULL,
	`state` text NOT NULL,
	`answer` text,
	`locked_until` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`scope`, `key`)
);
--> statement-breakpoint
CREATE TABLE `inbox_cursor` (
	`source` text PRIMARY KEY NOT NULL,
	`seq` integer NOT NULL
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
CREATE INDEX `saved_methods_removing` ON `saved_methods` (`created_at`) WHERE state = 'removing';