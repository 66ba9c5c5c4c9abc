-- Orders that were placed before their variants were kept for the lists.
INSERT INTO `order_variants` (`variant_id`, `placed_at`, `order_id`)
SELECT DISTINCT `order_lines`.`variant_id`, `orders`.`placed_at`, `orders`.`id` FROM `order_lines` JOIN `orders` ON `orders`.`id` = `order_lines`.`order_id`;
