CREATE TABLE `departures` (
	`id` text PRIMARY KEY NOT NULL,
	`sealed_email` text NOT NULL,
	`created_at` integer NOT NULL,
	`attempts` integer NOT NULL,
	`due_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `departures_due` ON `departures` (`due_at`);