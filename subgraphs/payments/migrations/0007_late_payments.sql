ALTER TABLE `payments` ADD `started_at` integer;--> statement-breakpoint
ALTER TABLE `payments` ADD `authorized_at` integer;