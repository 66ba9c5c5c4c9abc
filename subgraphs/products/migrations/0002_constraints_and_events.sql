ALTER TABLE `leases` RENAME COLUMN `fence` TO `fencing_token`;--> statement-breakpoint
ALTER TABLE `fences` RENAME TO `fencing_tokens`;--> statement-breakpoint
ALTER TABLE `fencing_tokens` RENAME COLUMN `fence` TO `token`;--> statement-breakpoint
ALTER TABLE `imported_stock` DROP CONSTRAINT `imported_stock_countable`;--> statement-breakpoint
ALTER TABLE `imported_stock` ADD CONSTRAINT "imported_stock_not_negative" CHECK(on_hand >= 0);--> statement-breakpoint
ALTER TABLE `stock_levels` DROP CONSTRAINT `stock_is_there`;--> statement-breakpoint
ALTER TABLE `stock_levels` ADD CONSTRAINT "stock_levels_reserved_within_on_hand" CHECK(reserved >= 0 AND reserved <= on_hand);--> statement-breakpoint
ALTER TABLE `stock_levels` DROP CONSTRAINT `stock_is_countable`;--> statement-breakpoint
ALTER TABLE `stock_levels` ADD CONSTRAINT "stock_levels_on_hand_limit" CHECK(on_hand <= 2147483647);--> statement-breakpoint
ALTER TABLE `rating_stats` DROP CONSTRAINT `rating_stats_are_possible`;--> statement-breakpoint
ALTER TABLE `rating_stats` ADD CONSTRAINT "rating_stats_range" CHECK(count >= 0 AND sum BETWEEN count AND count * 5);--> statement-breakpoint
ALTER TABLE `reviews` DROP CONSTRAINT `reviews_have_stars`;--> statement-breakpoint
ALTER TABLE `reviews` ADD CONSTRAINT "reviews_rating_range" CHECK(rating BETWEEN 1 AND 5);--> statement-breakpoint
DROP TRIGGER `stock_ledger_is_never_shortened`;--> statement-breakpoint
CREATE TRIGGER `stock_ledger_is_never_removed` BEFORE DELETE ON `stock_ledger`
BEGIN SELECT RAISE(ABORT, 'the stock ledger is append only'); END;
