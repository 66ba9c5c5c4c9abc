CREATE TABLE `import_jobs` (
	`id` text PRIMARY KEY NOT NULL,
	`owner_id` text NOT NULL,
	`upload_id` text NOT NULL,
	`file_name` text NOT NULL,
	`kind` text NOT NULL,
	`format` text NOT NULL,
	`currency` text NOT NULL,
	`dry_run` integer NOT NULL,
	`state` text NOT NULL,
	`position` integer NOT NULL,
	`rows_done` integer NOT NULL,
	`rows_refused` integer NOT NULL,
	`rows_total` integer,
	`products_created` integer NOT NULL,
	`products_changed` integer NOT NULL,
	`products_unchanged` integer NOT NULL,
	`failure` text,
	`created_at` integer NOT NULL,
	`started_at` integer,
	`finished_at` integer,
	CONSTRAINT "import_jobs_add_up" CHECK(rows_refused >= 0 AND rows_refused <= rows_done)
);
--> statement-breakpoint
CREATE INDEX `import_jobs_newest` ON `import_jobs` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `import_jobs_by_state` ON `import_jobs` (`state`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `import_jobs_of_owner` ON `import_jobs` (`owner_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `import_jobs_of_upload` ON `import_jobs` (`upload_id`,`state`);--> statement-breakpoint
CREATE TABLE `import_problems` (
	`job_id` text NOT NULL,
	`number` integer NOT NULL,
	`line` integer NOT NULL,
	`column` text,
	`code` text NOT NULL,
	`message` text NOT NULL,
	`refused` integer NOT NULL,
	PRIMARY KEY(`job_id`, `number`),
	FOREIGN KEY (`job_id`) REFERENCES `import_jobs`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `import_problems_by_kind` ON `import_problems` (`job_id`,`refused`,`number`);--> statement-breakpoint
CREATE TABLE `uploads` (
	`id` text PRIMARY KEY NOT NULL,
	`owner_id` text NOT NULL,
	`file_name` text NOT NULL,
	`content_type` text NOT NULL,
	`bytes` integer NOT NULL,
	`token_hash` text NOT NULL,
	`state` text NOT NULL,
	`file` text,
	`width` integer,
	`height` integer,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	CONSTRAINT "uploads_have_files" CHECK(state = 'AWAITED' OR file IS NOT NULL)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `uploads_by_token` ON `uploads` (`token_hash`);--> statement-breakpoint
CREATE INDEX `uploads_by_end` ON `uploads` (`expires_at`);--> statement-breakpoint
CREATE INDEX `uploads_of_owner` ON `uploads` (`owner_id`,`expires_at`);