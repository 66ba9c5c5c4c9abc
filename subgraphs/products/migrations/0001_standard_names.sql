ALTER TABLE `parked_events` RENAME TO `dead_letters`;--> statement-breakpoint
ALTER TABLE `dead_letters` RENAME COLUMN "follower" TO "consumer";--> statement-breakpoint
ALTER TABLE `dead_letters` RENAME COLUMN "next_try_at" TO "due_at";--> statement-breakpoint
DROP INDEX `parked_events_of_aggregate`;--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_dead_letters` (
	`consumer` text NOT NULL,
	`seq` integer NOT NULL,
	`aggregate_id` text NOT NULL,
	`event` text NOT NULL,
	`due_at` integer NOT NULL,
	`attempts` integer NOT NULL,
	PRIMARY KEY(`consumer`, `seq`)
);
--> statement-breakpoint
INSERT INTO `__new_dead_letters`("consumer", "seq", "aggregate_id", "event", "due_at", "attempts") SELECT "consumer", "seq", "aggregate_id", "event", "due_at", 0 FROM `dead_letters`;--> statement-breakpoint
DROP TABLE `dead_letters`;--> statement-breakpoint
ALTER TABLE `__new_dead_letters` RENAME TO `dead_letters`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE INDEX `dead_letters_of_aggregate` ON `dead_letters` (`consumer`,`aggregate_id`,`seq`);--> statement-breakpoint
ALTER TABLE `store_openings` RENAME TO `pragma_log`;--> statement-breakpoint
ALTER TABLE `pragma_log` RENAME COLUMN "hasty" TO "without_fsync";--> statement-breakpoint
CREATE TABLE `reservation_lines` (
	`checkout_id` text NOT NULL,
	`variant_id` text NOT NULL,
	`quantity` integer NOT NULL,
	PRIMARY KEY(`checkout_id`, `variant_id`),
	FOREIGN KEY (`checkout_id`) REFERENCES `holds`(`checkout_id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`variant_id`) REFERENCES `variants`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "reservation_lines_positive" CHECK(quantity > 0)
);--> statement-breakpoint
INSERT INTO `reservation_lines`("checkout_id", "variant_id", "quantity") SELECT "checkout_id", "variant_id", "quantity" FROM `reservations` ORDER BY rowid;--> statement-breakpoint
DROP TABLE `reservations`;--> statement-breakpoint
ALTER TABLE `holds` RENAME TO `reservations`;--> statement-breakpoint
DROP INDEX `holds_by_end`;--> statement-breakpoint
DROP INDEX `holds_of_cart`;--> statement-breakpoint
DROP INDEX `holds_of_user`;--> statement-breakpoint
DROP INDEX `holds_of_network`;--> statement-breakpoint
UPDATE `reservations` SET `state` = 'reserved' WHERE `state` = 'held';--> statement-breakpoint
CREATE INDEX `reservations_by_end` ON `reservations` (`state`,`expires_at`);--> statement-breakpoint
CREATE INDEX `reservations_of_cart` ON `reservations` (`cart_id`,`state`);--> statement-breakpoint
CREATE INDEX `reservations_of_user` ON `reservations` (`user_id`,`state`);--> statement-breakpoint
CREATE INDEX `reservations_of_network` ON `reservations` (`network`) WHERE network IS NOT NULL;
