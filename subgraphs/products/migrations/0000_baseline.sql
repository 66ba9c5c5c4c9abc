CREATE TABLE `fences` (
	`lease` text PRIMARY KEY NOT NULL,
	`fence` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `idempotency` (
	`scope` text NOT NULL,
	`key` text NOT NULL,
	`request_hash` text NOT NULL,
	`state` text NOT NULL,
	`answer` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`scope`, `key`)
);
--> statement-breakpoint
CREATE TABLE `inbox_cursor` (
	`source` text PRIMARY KEY NOT NULL,
	`seq` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `leases` (
	`name` text PRIMARY KEY NOT NULL,
	`owner` text NOT NULL,
	`ends_at` integer NOT NULL,
	`fence` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `outbox` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`event_id` text NOT NULL,
	`type` text NOT NULL,
	`version` integer NOT NULL,
	`aggregate_id` text NOT NULL,
	`payload` text NOT NULL,
	`occurred_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `outbox_event_id_unique` ON `outbox` (`event_id`);--> statement-breakpoint
CREATE TABLE `parked_events` (
	`follower` text NOT NULL,
	`seq` integer NOT NULL,
	`aggregate_id` text NOT NULL,
	`event` text NOT NULL,
	`next_try_at` integer NOT NULL,
	PRIMARY KEY(`follower`, `seq`)
);
--> statement-breakpoint
CREATE INDEX `parked_events_of_aggregate` ON `parked_events` (`follower`,`aggregate_id`,`seq`);--> statement-breakpoint
CREATE TABLE `store_clock` (
	`id` integer PRIMARY KEY NOT NULL,
	`boot` text NOT NULL,
	`at` integer NOT NULL,
	`monotonic` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `store_openings` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`opened_at` integer NOT NULL,
	`hasty` integer NOT NULL,
	`journal_mode` text NOT NULL,
	`synchronous` integer NOT NULL,
	`foreign_keys` integer NOT NULL,
	`busy_timeout_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `collections` (
	`id` text PRIMARY KEY NOT NULL,
	`slug` text NOT NULL,
	`title` text NOT NULL,
	`parent_id` text,
	`position` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `collections_slug_unique` ON `collections` (`slug`);--> statement-breakpoint
CREATE INDEX `collections_of_parent` ON `collections` (`parent_id`,`position`,`id`);--> statement-breakpoint
CREATE TABLE `facet_values` (
	`facet_code` text NOT NULL,
	`value` text NOT NULL,
	`label` text NOT NULL,
	`position` integer NOT NULL,
	PRIMARY KEY(`facet_code`, `value`),
	FOREIGN KEY (`facet_code`) REFERENCES `facets`(`code`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `facet_values_called` ON `facet_values` (`facet_code`,`label`);--> statement-breakpoint
CREATE INDEX `facet_values_in_order` ON `facet_values` (`facet_code`,`position`,`value`);--> statement-breakpoint
CREATE TABLE `facets` (
	`code` text PRIMARY KEY NOT NULL,
	`label` text NOT NULL,
	`position` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `media` (
	`id` text PRIMARY KEY NOT NULL,
	`product_id` text NOT NULL,
	`file` text NOT NULL,
	`alt` text NOT NULL,
	`width` integer,
	`height` integer,
	`position` integer NOT NULL,
	FOREIGN KEY (`product_id`) REFERENCES `products`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `media_of_product` ON `media` (`product_id`,`position`);--> statement-breakpoint
CREATE TABLE `price_ranges` (
	`product_id` text NOT NULL,
	`currency` text NOT NULL,
	`min_minor` integer NOT NULL,
	`max_minor` integer NOT NULL,
	PRIMARY KEY(`product_id`, `currency`),
	FOREIGN KEY (`product_id`) REFERENCES `products`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `price_ranges_by_price` ON `price_ranges` (`currency`,`min_minor`,`product_id`);--> statement-breakpoint
CREATE TABLE `prices` (
	`variant_id` text NOT NULL,
	`currency` text NOT NULL,
	`starts_at` integer NOT NULL,
	`minor` integer,
	`compare_at_minor` integer,
	`applied` integer NOT NULL,
	PRIMARY KEY(`variant_id`, `currency`, `starts_at`),
	FOREIGN KEY (`variant_id`) REFERENCES `variants`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "prices_not_negative" CHECK(minor IS NULL OR minor >= 0)
);
--> statement-breakpoint
CREATE INDEX `prices_due` ON `prices` (`starts_at`) WHERE applied = 0;--> statement-breakpoint
CREATE TABLE `product_collections` (
	`product_id` text NOT NULL,
	`collection_id` text NOT NULL,
	`position` integer NOT NULL,
	`place` integer,
	PRIMARY KEY(`product_id`, `collection_id`),
	FOREIGN KEY (`product_id`) REFERENCES `products`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`collection_id`) REFERENCES `collections`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `product_collections_by_collection` ON `product_collections` (`collection_id`,`product_id`);--> statement-breakpoint
CREATE TABLE `product_facets` (
	`product_id` text NOT NULL,
	`facet_code` text NOT NULL,
	`value` text NOT NULL,
	PRIMARY KEY(`product_id`, `facet_code`, `value`),
	FOREIGN KEY (`product_id`) REFERENCES `products`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `product_facets_by_value` ON `product_facets` (`facet_code`,`value`,`product_id`);--> statement-breakpoint
CREATE TABLE `products` (
	`id` text PRIMARY KEY NOT NULL,
	`slug` text NOT NULL,
	`title` text NOT NULL,
	`description_html` text NOT NULL,
	`status` text NOT NULL,
	`option_names` text NOT NULL,
	`featured_rank` integer NOT NULL,
	`published_at` integer,
	`version` integer NOT NULL,
	`search_row` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer DEFAULT 0 NOT NULL,
	`rating_rank` integer DEFAULT 0 NOT NULL,
	`sold_lately` integer DEFAULT 0 NOT NULL,
	CONSTRAINT "products_active_from" CHECK(status <> 'ACTIVE' OR published_at IS NOT NULL)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `products_slug_unique` ON `products` (`slug`);--> statement-breakpoint
CREATE UNIQUE INDEX `products_search_row_unique` ON `products` (`search_row`);--> statement-breakpoint
CREATE INDEX `products_featured` ON `products` (`status`,`featured_rank`,`id`);--> statement-breakpoint
CREATE INDEX `products_newest` ON `products` (`status`,`published_at`,`id`);--> statement-breakpoint
CREATE INDEX `products_updated` ON `products` (`status`,`updated_at`,`id`);--> statement-breakpoint
CREATE INDEX `products_rated` ON `products` (`status`,`rating_rank`,`id`);--> statement-breakpoint
CREATE INDEX `products_bestselling` ON `products` (`status`,`sold_lately`,`id`);--> statement-breakpoint
CREATE TABLE `variants` (
	`id` text PRIMARY KEY NOT NULL,
	`product_id` text NOT NULL,
	`sku` text NOT NULL,
	`title` text NOT NULL,
	`options` text NOT NULL,
	`position` integer NOT NULL,
	`image_id` text,
	`weight_grams` integer,
	`tracked` integer NOT NULL,
	`tax_class` text NOT NULL,
	`cost_minor` integer,
	`cost_currency` text,
	`created_at` integer NOT NULL,
	`updated_at` integer DEFAULT 0 NOT NULL,
	FOREIGN KEY (`product_id`) REFERENCES `products`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `variants_sku_unique` ON `variants` (`sku`);--> statement-breakpoint
CREATE INDEX `variants_of_product` ON `variants` (`product_id`,`position`,`id`);--> statement-breakpoint
CREATE TABLE `import_jobs` (
	`id` text PRIMARY KEY NOT NULL,
	`owner_id` text NOT NULL,
	`upload_id` text NOT NULL,
	`file_name` text NOT NULL,
	`kind` text NOT NULL,
	`format` text NOT NULL,
	`currency` text NOT NULL,
	`dry_run` integer NOT NULL,
	`without_stock` integer DEFAULT false NOT NULL,
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
CREATE INDEX `uploads_of_owner` ON `uploads` (`owner_id`,`expires_at`);--> statement-breakpoint
CREATE TABLE `erased_people` (
	`user_id` text PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE `purchases` (
	`customer_id` text NOT NULL,
	`product_id` text NOT NULL,
	`bought_at` integer NOT NULL,
	PRIMARY KEY(`customer_id`, `product_id`)
);
--> statement-breakpoint
CREATE TABLE `sales` (
	`product_id` text NOT NULL,
	`day` integer NOT NULL,
	`units` integer NOT NULL,
	PRIMARY KEY(`product_id`, `day`)
);
--> statement-breakpoint
CREATE INDEX `sales_by_day` ON `sales` (`day`);--> statement-breakpoint
CREATE TABLE `shop_settings` (
	`id` integer PRIMARY KEY NOT NULL,
	`seq` integer NOT NULL,
	`currencies` text NOT NULL,
	`low_stock` integer NOT NULL,
	CONSTRAINT "shop_settings_once" CHECK(id = 1)
);
--> statement-breakpoint
CREATE TABLE `holds` (
	`checkout_id` text PRIMARY KEY NOT NULL,
	`cart_id` text NOT NULL,
	`user_id` text,
	`network` text,
	`state` text NOT NULL,
	`expires_at` integer NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `holds_by_end` ON `holds` (`state`,`expires_at`);--> statement-breakpoint
CREATE INDEX `holds_of_cart` ON `holds` (`cart_id`,`state`);--> statement-breakpoint
CREATE INDEX `holds_of_user` ON `holds` (`user_id`,`state`);--> statement-breakpoint
CREATE INDEX `holds_of_network` ON `holds` (`network`) WHERE network IS NOT NULL;--> statement-breakpoint
CREATE TABLE `imported_stock` (
	`variant_id` text PRIMARY KEY NOT NULL,
	`on_hand` integer NOT NULL,
	FOREIGN KEY (`variant_id`) REFERENCES `variants`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "imported_stock_countable" CHECK(on_hand >= 0)
);
--> statement-breakpoint
CREATE TABLE `reservations` (
	`checkout_id` text NOT NULL,
	`variant_id` text NOT NULL,
	`quantity` integer NOT NULL,
	PRIMARY KEY(`checkout_id`, `variant_id`),
	FOREIGN KEY (`checkout_id`) REFERENCES `holds`(`checkout_id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`variant_id`) REFERENCES `variants`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "reservations_positive" CHECK(quantity > 0)
);
--> statement-breakpoint
CREATE TABLE `stock_ledger` (
	`id` text PRIMARY KEY NOT NULL,
	`variant_id` text NOT NULL,
	`delta` integer NOT NULL,
	`on_hand_after` integer NOT NULL,
	`reason` text NOT NULL,
	`note` text,
	`cause_id` text NOT NULL,
	`cause_line` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`variant_id`) REFERENCES `variants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `stock_ledger_once` ON `stock_ledger` (`reason`,`cause_id`,`cause_line`);--> statement-breakpoint
CREATE INDEX `stock_ledger_newest` ON `stock_ledger` (`at`,`id`);--> statement-breakpoint
CREATE INDEX `stock_ledger_of_variant` ON `stock_ledger` (`variant_id`,`at`,`id`);--> statement-breakpoint
CREATE TABLE `stock_levels` (
	`variant_id` text PRIMARY KEY NOT NULL,
	`on_hand` integer NOT NULL,
	`reserved` integer NOT NULL,
	FOREIGN KEY (`variant_id`) REFERENCES `variants`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "stock_is_there" CHECK(reserved >= 0 AND reserved <= on_hand),
	CONSTRAINT "stock_is_countable" CHECK(on_hand <= 2147483647)
);
--> statement-breakpoint
CREATE INDEX `stock_levels_scarcest` ON `stock_levels` ((on_hand - reserved),`variant_id`);--> statement-breakpoint
CREATE TABLE `rating_stats` (
	`product_id` text PRIMARY KEY NOT NULL,
	`count` integer NOT NULL,
	`sum` integer NOT NULL,
	FOREIGN KEY (`product_id`) REFERENCES `products`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "rating_stats_are_possible" CHECK(count >= 0 AND sum BETWEEN count AND count * 5)
);
--> statement-breakpoint
CREATE TABLE `reviews` (
	`id` text PRIMARY KEY NOT NULL,
	`product_id` text NOT NULL,
	`author_id` text,
	`rating` integer NOT NULL,
	`title` text,
	`body` text NOT NULL,
	`status` text NOT NULL,
	`verified_purchase` integer NOT NULL,
	`version` integer NOT NULL,
	`written_at` integer NOT NULL,
	FOREIGN KEY (`product_id`) REFERENCES `products`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "reviews_have_stars" CHECK(rating BETWEEN 1 AND 5)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `reviews_once` ON `reviews` (`product_id`,`author_id`);--> statement-breakpoint
CREATE INDEX `reviews_newest` ON `reviews` (`written_at`,`id`);--> statement-breakpoint
CREATE INDEX `reviews_by_status` ON `reviews` (`status`,`written_at`,`id`);--> statement-breakpoint
CREATE INDEX `reviews_of_product` ON `reviews` (`product_id`,`status`,`written_at`,`id`);--> statement-breakpoint
CREATE INDEX `reviews_of_author` ON `reviews` (`author_id`,`written_at`,`id`);--> statement-breakpoint
CREATE TABLE `stale_search` (
	`product_id` text PRIMARY KEY NOT NULL,
	FOREIGN KEY (`product_id`) REFERENCES `products`(`id`) ON UPDATE no action ON DELETE no action
);--> statement-breakpoint
CREATE VIRTUAL TABLE `product_search` USING fts5(
  `title`, `options`, `facets`, `skus`, `description`,
  tokenize = "unicode61 remove_diacritics 2",
  prefix = '2 3'
);--> statement-breakpoint
CREATE TRIGGER `stock_ledger_is_never_changed` BEFORE UPDATE ON `stock_ledger`
BEGIN SELECT RAISE(ABORT, 'the stock ledger is append only'); END;--> statement-breakpoint
CREATE TRIGGER `stock_ledger_is_never_shortened` BEFORE DELETE ON `stock_ledger`
BEGIN SELECT RAISE(ABORT, 'the stock ledger is append only'); END;
