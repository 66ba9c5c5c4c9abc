ALTER TABLE `users` ADD `search_folded` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `users_unfolded` ON `users` (`id`) WHERE search_folded = 0;