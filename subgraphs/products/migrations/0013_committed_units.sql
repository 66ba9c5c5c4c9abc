CREATE TABLE `commitment_ends` (
	`cause_id` text NOT NULL,
	`cause_line` text NOT NULL,
	`checkout_id` text NOT NULL,
	`variant_id` text NOT NULL,
	`quantity` integer NOT NULL,
	`outcome` text NOT NULL,
	PRIMARY KEY(`cause_id`, `cause_line`),
	CONSTRAINT "commitment_ends_not_negative" CHECK(quantity >= 0)
);
--> statement-breakpoint
CREATE INDEX `commitment_ends_of_line` ON `commitment_ends` (`checkout_id`,`variant_id`);--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_imported_stock` (
	`variant_id` text PRIMARY KEY NOT NULL,
	`on_hand` integer NOT NULL,
	`committed` integer DEFAULT 0 NOT NULL,
	FOREIGN KEY (`variant_id`) REFERENCES `variants`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "imported_stock_not_negative" CHECK(on_hand >= 0 AND committed >= 0)
);
--> statement-breakpoint
INSERT INTO `__new_imported_stock`("variant_id", "on_hand", "committed") SELECT "variant_id", "on_hand", 0 FROM `imported_stock`;--> statement-breakpoint
DROP TABLE `imported_stock`;--> statement-breakpoint
ALTER TABLE `__new_imported_stock` RENAME TO `imported_stock`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE TABLE `__new_stock_levels` (
	`variant_id` text PRIMARY KEY NOT NULL,
	`on_hand` integer NOT NULL,
	`committed` integer DEFAULT 0 NOT NULL,
	`reserved` integer NOT NULL,
	FOREIGN KEY (`variant_id`) REFERENCES `variants`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "stock_levels_reserved_not_negative" CHECK(reserved >= 0),
	CONSTRAINT "stock_levels_committed_within_on_hand" CHECK(committed BETWEEN 0 AND on_hand),
	CONSTRAINT "stock_levels_on_hand_limit" CHECK(on_hand <= 2147483647)
);
--> statement-breakpoint
INSERT INTO `__new_stock_levels`("variant_id", "on_hand", "committed", "reserved") SELECT "variant_id", "on_hand", 0, "reserved" FROM `stock_levels`;--> statement-breakpoint
DROP TABLE `stock_levels`;--> statement-breakpoint
ALTER TABLE `__new_stock_levels` RENAME TO `stock_levels`;--> statement-breakpoint
CREATE INDEX `stock_levels_scarcest` ON `stock_levels` ((on_hand - committed - reserved),`variant_id`);--> statement-breakpoint
CREATE TABLE `__new_reservation_lines` (
	`checkout_id` text NOT NULL,
	`variant_id` text NOT NULL,
	`quantity` integer NOT NULL,
	`committed` integer,
	PRIMARY KEY(`checkout_id`, `variant_id`),
	FOREIGN KEY (`checkout_id`) REFERENCES `reservations`(`checkout_id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`variant_id`) REFERENCES `variants`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "reservation_lines_positive" CHECK(quantity > 0),
	CONSTRAINT "reservation_lines_committed_within" CHECK(committed BETWEEN 0 AND quantity)
);
--> statement-breakpoint
-- Committed units of an older version are unknown until orders tells them (decision 125).
INSERT INTO `__new_reservation_lines`("checkout_id", "variant_id", "quantity", "committed")
  SELECT "checkout_id", "variant_id", "quantity", CASE (SELECT `state` FROM `reservations` WHERE `reservations`.`checkout_id` = `reservation_lines`.`checkout_id`) WHEN 'committed' THEN NULL ELSE 0 END FROM `reservation_lines`;--> statement-breakpoint
DROP TABLE `reservation_lines`;--> statement-breakpoint
ALTER TABLE `__new_reservation_lines` RENAME TO `reservation_lines`;--> statement-breakpoint
CREATE INDEX `reservation_lines_committed` ON `reservation_lines` (`variant_id`) WHERE committed > 0;--> statement-breakpoint
CREATE INDEX `reservation_lines_unknown` ON `reservation_lines` (`checkout_id`) WHERE committed IS NULL;