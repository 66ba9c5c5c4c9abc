CREATE VIRTUAL TABLE `product_search_new` USING fts5(
  `title`, `options`, `facets`, `skus`, `description`, `title_endings`, `endings`,
  tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc' tokenchars '+#_'",
  prefix = '1 2 3'
);--> statement-breakpoint
INSERT INTO `product_search_new`(rowid, `title`, `options`, `facets`, `skus`, `description`, `title_endings`, `endings`) SELECT rowid, `title`, `options`, `facets`, `skus`, `description`, '', '' FROM `product_search`;--> statement-breakpoint
DROP TABLE `product_search`;--> statement-breakpoint
ALTER TABLE `product_search_new` RENAME TO `product_search`;--> statement-breakpoint
INSERT OR IGNORE INTO `stale_search`(`product_id`) SELECT `id` FROM `products`;
