ALTER TABLE `prices` ADD `ends_at` integer;--> statement-breakpoint
ALTER TABLE `prices` ADD `ends_period` integer DEFAULT false NOT NULL;