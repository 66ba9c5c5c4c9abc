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
CREATE TABLE `farewells` (
	`id` text PRIMARY KEY NOT NULL,
	`sealed_email` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `shop_settings` (
	`id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL
);
--> statement-breakpoint
ALTER TABLE `audit_log` ADD `client_id` text;--> statement-breakpoint
CREATE INDEX `audit_log_of_client` ON `audit_log` (`client_id`,`at`,`id`);--> statement-breakpoint
ALTER TABLE `login_attempts` ADD `place` text;--> statement-breakpoint
CREATE INDEX `login_attempts_of_place` ON `login_attempts` (`kind`,`place`,`at`);--> statement-breakpoint
ALTER TABLE `sessions` ADD `device` text;--> statement-breakpoint
ALTER TABLE `users` ADD `erased_at` integer;