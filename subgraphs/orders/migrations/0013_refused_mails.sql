DROP INDEX `mail_queue_due`;--> statement-breakpoint
ALTER TABLE `mail_queue` ADD `refused_at` integer;--> statement-breakpoint
CREATE INDEX `mail_queue_created` ON `mail_queue` (`created_at`);--> statement-breakpoint
CREATE INDEX `mail_queue_due` ON `mail_queue` (`due_at`) WHERE sent_at IS NULL AND refused_at IS NULL;