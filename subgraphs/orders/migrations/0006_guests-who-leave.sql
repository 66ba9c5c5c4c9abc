CREATE TABLE `guest_erasures` (
	`id` text PRIMARY KEY NOT NULL,
	`email` text,
	`heard_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `checkouts_by_email` ON `checkouts` (`email`);