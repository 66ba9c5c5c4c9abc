CREATE TABLE `closed_checkouts` (
	`checkout_id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`closed_at` integer NOT NULL
);
--> statement-breakpoint
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
	`provider` text NOT NULL,
	`provider_ref` text,
	`card` text,
	`client_action` text,
	`failure_code` text,
	`failure_retryable` integer NOT NULL,
	`order_id` text,
	`order_number` text,
	`guest_token_hash` text,
	`created_at` integer NOT NULL,
	`changed_at` integer NOT NULL,
	CONSTRAINT "payments_ask_for_something" CHECK(amount_minor > 0),
	CONSTRAINT "payments_take_what_was_promised" CHECK(captured_minor >= 0 AND captured_minor <= authorized_minor),
	CONSTRAINT "payments_promise_what_was_asked" CHECK(authorized_minor <= amount_minor),
	CONSTRAINT "payments_promised" CHECK(state NOT IN ('AUTHORIZED', 'CAPTURED') OR authorized_minor = amount_minor),
	CONSTRAINT "payments_taken_in_full" CHECK(captured_minor = CASE state WHEN 'CAPTURED' THEN amount_minor ELSE 0 END),
	CONSTRAINT "payments_order_is_whole" CHECK((order_id IS NULL) = (order_number IS NULL) AND (order_id IS NULL) = (guest_token_hash IS NULL))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `payments_one_live` ON `payments` (`checkout_id`) WHERE state NOT IN ('VOIDED', 'FAILED');--> statement-breakpoint
CREATE UNIQUE INDEX `payments_attempt` ON `payments` (`checkout_id`,`attempt`);--> statement-breakpoint
CREATE UNIQUE INDEX `payments_provider_ref` ON `payments` (`provider`,`provider_ref`);--> statement-breakpoint
CREATE INDEX `payments_of_order` ON `payments` (`order_id`);--> statement-breakpoint
CREATE INDEX `payments_unsettled` ON `payments` (`changed_at`) WHERE state IN ('CREATED', 'REQUIRES_ACTION', 'PROCESSING');--> statement-breakpoint
CREATE TABLE `provider_calls` (
	`key` text PRIMARY KEY NOT NULL,
	`payment_id` text NOT NULL,
	`name` text NOT NULL,
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
CREATE INDEX `provider_calls_due` ON `provider_calls` (`due_at`) WHERE outcome = 'open';--> statement-breakpoint
CREATE TABLE `webhook_inbox` (
	`provider` text NOT NULL,
	`event_id` text NOT NULL,
	`payload` text NOT NULL,
	`state` text NOT NULL,
	`attempts` integer NOT NULL,
	`received_at` integer NOT NULL,
	PRIMARY KEY(`provider`, `event_id`)
);
--> statement-breakpoint
CREATE INDEX `webhook_inbox_waiting` ON `webhook_inbox` (`received_at`) WHERE state = 'stored';