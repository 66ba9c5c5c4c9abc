CREATE TABLE `picture_fetches` (
	`job_id` text NOT NULL,
	`url` text NOT NULL,
	`line` integer NOT NULL,
	`column` text,
	`due_at` integer NOT NULL,
	`attempts` integer NOT NULL,
	`traceparent` text,
	PRIMARY KEY(`job_id`, `url`),
	FOREIGN KEY (`job_id`) REFERENCES `import_jobs`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `picture_fetches_due` ON `picture_fetches` (`due_at`,`job_id`,`url`);--> statement-breakpoint
ALTER TABLE `media` ADD `origin` text;--> statement-breakpoint
CREATE INDEX `media_by_file` ON `media` (`file`);--> statement-breakpoint
CREATE INDEX `media_by_origin` ON `media` (`origin`) WHERE origin IS NOT NULL;