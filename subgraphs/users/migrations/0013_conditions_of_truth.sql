DROP INDEX `users_unfolded`;--> statement-breakpoint
CREATE INDEX `users_unfolded` ON `users` (`id`) WHERE NOT search_folded;