CREATE TABLE `former_slugs` (
	`kind` text NOT NULL,
	`slug` text NOT NULL,
	`owner_id` text NOT NULL,
	`replaced_at` integer NOT NULL,
	PRIMARY KEY(`kind`, `slug`)
);
--> statement-breakpoint
CREATE INDEX `former_slugs_of_owner` ON `former_slugs` (`kind`,`owner_id`,`replaced_at`,`slug`);