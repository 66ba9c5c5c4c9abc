CREATE TABLE `account_exports` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`asked_by` text NOT NULL,
	`token_hash` text NOT NULL,
	`created_at` integer NOT NULL,
	`attempts` integer NOT NULL,
	`due_at` integer NOT NULL,
	`content` text,
	`expires_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `account_exports_token_hash_unique` ON `account_exports` (`token_hash`);--> statement-breakpoint
CREATE UNIQUE INDEX `account_exports_one_each` ON `account_exports` (`user_id`,`asked_by`);--> statement-breakpoint
CREATE INDEX `account_exports_due` ON `account_exports` (`due_at`);--> statement-breakpoint
CREATE TABLE `addresses` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`is_default` integer NOT NULL,
	`first_name` text,
	`last_name` text NOT NULL,
	`company` text,
	`vat_id` text,
	`line1` text NOT NULL,
	`line2` text,
	`city` text NOT NULL,
	`region` text,
	`postal_code` text NOT NULL,
	`country` text NOT NULL,
	`phone` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `addresses_of_user` ON `addresses` (`user_id`,`created_at`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `addresses_one_default` ON `addresses` (`user_id`) WHERE is_default = 1;--> statement-breakpoint
CREATE TABLE `api_clients` (
	`id` text PRIMARY KEY NOT NULL,
	`display_name` text NOT NULL,
	`scopes` text NOT NULL,
	`key_hash` text NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_used_at` integer,
	`revoked_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `api_clients_key_hash_unique` ON `api_clients` (`key_hash`);--> statement-breakpoint
CREATE INDEX `api_clients_newest` ON `api_clients` (`created_at`,`id`);--> statement-breakpoint
CREATE TABLE `audit_log` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`actor_id` text,
	`client_id` text,
	`action` text NOT NULL,
	`subject_id` text,
	`summary` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `audit_log_newest` ON `audit_log` (`at`,`id`);--> statement-breakpoint
CREATE INDEX `audit_log_of_client` ON `audit_log` (`client_id`,`at`,`id`);--> statement-breakpoint
CREATE INDEX `audit_log_of_actor` ON `audit_log` (`actor_id`,`at`,`id`);--> statement-breakpoint
CREATE INDEX `audit_log_of_subject` ON `audit_log` (`subject_id`,`at`,`id`);--> statement-breakpoint
CREATE TABLE `credentials` (
	`user_id` text PRIMARY KEY NOT NULL,
	`password_hash` text NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `email_tokens` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`purpose` text NOT NULL,
	`hash` text NOT NULL,
	`expires_at` integer NOT NULL,
	`password_hash` text,
	`display_name` text,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `email_tokens_hash_unique` ON `email_tokens` (`hash`);--> statement-breakpoint
CREATE INDEX `email_tokens_of_user` ON `email_tokens` (`user_id`);--> statement-breakpoint
CREATE INDEX `email_tokens_by_end` ON `email_tokens` (`expires_at`);--> statement-breakpoint
CREATE TABLE `farewells` (
	`id` text PRIMARY KEY NOT NULL,
	`sealed_email` text NOT NULL,
	`created_at` integer NOT NULL
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
CREATE TABLE `login_attempts` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`subject` text NOT NULL,
	`place` text,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `login_attempts_of_place` ON `login_attempts` (`kind`,`place`,`at`);--> statement-breakpoint
CREATE INDEX `login_attempts_of_subject` ON `login_attempts` (`kind`,`subject`,`at`);--> statement-breakpoint
CREATE INDEX `login_attempts_overall` ON `login_attempts` (`kind`,`at`);--> statement-breakpoint
CREATE TABLE `mail_queue` (
	`id` text PRIMARY KEY NOT NULL,
	`event` text NOT NULL,
	`template` text NOT NULL,
	`about` text NOT NULL,
	`created_at` integer NOT NULL,
	`due_at` integer NOT NULL,
	`attempts` integer NOT NULL,
	`sent_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `mail_queue_once` ON `mail_queue` (`event`,`template`);--> statement-breakpoint
CREATE INDEX `mail_queue_due` ON `mail_queue` (`due_at`) WHERE sent_at IS NULL;--> statement-breakpoint
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
CREATE TABLE `departures` (
	`id` text PRIMARY KEY NOT NULL,
	`sealed_email` text NOT NULL,
	`created_at` integer NOT NULL,
	`attempts` integer NOT NULL,
	`due_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `departures_due` ON `departures` (`due_at`);--> statement-breakpoint
CREATE TABLE `refresh_tokens` (
	`session_id` text NOT NULL,
	`counter` integer NOT NULL,
	`hash` text NOT NULL,
	`expires_at` integer NOT NULL,
	`replaced_at` integer,
	PRIMARY KEY(`session_id`, `counter`),
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `refresh_tokens_hash_unique` ON `refresh_tokens` (`hash`);--> statement-breakpoint
CREATE INDEX `refresh_tokens_by_end` ON `refresh_tokens` (`expires_at`);--> statement-breakpoint
CREATE TABLE `revocations` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`subject` text NOT NULL,
	`role` text,
	`relevant_until` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `revocations_by_relevance` ON `revocations` (`relevant_until`);--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`nonce` text NOT NULL,
	`device` text,
	`created_at` integer NOT NULL,
	`last_used_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `sessions_of_user` ON `sessions` (`user_id`,`last_used_at`,`id`);--> statement-breakpoint
CREATE INDEX `sessions_by_end` ON `sessions` (`expires_at`);--> statement-breakpoint
CREATE TABLE `shop_settings` (
	`id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `signing_keys` (
	`kid` text PRIMARY KEY NOT NULL,
	`public_key` text NOT NULL,
	`sealed` text NOT NULL,
	`signs_from` integer NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `signing_keys_newest` ON `signing_keys` (`signs_from`,`kid`);--> statement-breakpoint
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
CREATE TABLE `users` (
	`id` text PRIMARY KEY NOT NULL,
	`email` text NOT NULL,
	`display_name` text NOT NULL,
	`search_text` text NOT NULL,
	`role` text NOT NULL,
	`verified_at` integer,
	`erased_at` integer,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `users_email_unique` ON `users` (`email`);--> statement-breakpoint
CREATE INDEX `users_newest` ON `users` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `users_of_role` ON `users` (`role`,`created_at`,`id`);--> statement-breakpoint
CREATE TRIGGER `audit_log_is_never_changed` BEFORE UPDATE ON `audit_log`
BEGIN SELECT RAISE(ABORT, 'the audit log is append only'); END;--> statement-breakpoint
CREATE TRIGGER `audit_log_is_never_shortened` BEFORE DELETE ON `audit_log`
BEGIN SELECT RAISE(ABORT, 'the audit log is append only'); END;--> statement-breakpoint
CREATE TRIGGER `revocation_of_session` AFTER DELETE ON `sessions`
BEGIN
	INSERT INTO `revocations` (`kind`, `subject`, `relevant_until`) VALUES ('session', OLD.`id`, OLD.`last_used_at` + 420000);
END;--> statement-breakpoint
CREATE TRIGGER `revocation_of_role` AFTER UPDATE OF `role` ON `users` WHEN NEW.`role` <> OLD.`role`
BEGIN
	INSERT INTO `revocations` (`kind`, `subject`, `role`, `relevant_until`)
	SELECT 'role', NEW.`id`, NEW.`role`, coalesce(max(`last_used_at`), 0) + 420000 FROM `sessions` WHERE `user_id` = NEW.`id`;
END;--> statement-breakpoint
CREATE TRIGGER `revocation_of_client` AFTER UPDATE OF `revoked_at` ON `api_clients` WHEN NEW.`revoked_at` IS NOT NULL AND OLD.`revoked_at` IS NULL
BEGIN
	INSERT INTO `revocations` (`kind`, `subject`, `relevant_until`) VALUES ('client', NEW.`id`, NEW.`revoked_at` + 420000);
END;
