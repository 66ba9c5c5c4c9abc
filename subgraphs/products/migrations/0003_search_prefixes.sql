CREATE INDEX `product_collections_placed` ON `product_collections` (`collection_id`,`place`,`product_id`) WHERE place IS NOT NULL;--> statement-breakpoint
CREATE VIRTUAL TABLE `product_search_new` USING fts5(
  `title`, `options`, `facets`, `skus`, `description`,
  tokenize = "unicode61 remove_diacritics 2",
  prefix = '1 2 3'
);--> statement-breakpoint
INSERT INTO `product_search_new`(rowid, `title`, `options`, `facets`, `skus`, `description`) SELECT rowid, `title`, `options`, `facets`, `skus`, `description` FROM `product_search`;--> statement-breakpoint
DROP TABLE `product_search`;--> statement-breakpoint
ALTER TABLE `product_search_new` RENAME TO `product_search`;
