DROP INDEX `carts_abandoned`;--> statement-breakpoint
CREATE INDEX `carts_abandoned` ON `carts` (`updated_at`,`id`) WHERE owner_id IS NULL AND NOT ordered;--> statement-breakpoint
DROP INDEX `checkouts_to_release`;--> statement-breakpoint
CREATE INDEX `checkouts_to_release` ON `checkouts` (`state`) WHERE NOT released;