CREATE TABLE `replacements` (
	`id` text PRIMARY KEY NOT NULL,
	`checkout_id` text NOT NULL,
	`lines` text NOT NULL,
	`cancelled` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `replacements_of_checkout` ON `replacements` (`checkout_id`);