CREATE TABLE `unpaid_networks` (
	`network` text PRIMARY KEY NOT NULL,
	`ends_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `unpaid_networks_by_end` ON `unpaid_networks` (`ends_at`);--> statement-breakpoint
ALTER TABLE `shop_settings` ADD `reservation_limits` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `reservations` ADD `shortened` integer DEFAULT false NOT NULL;