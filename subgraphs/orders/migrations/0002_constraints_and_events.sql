ALTER TABLE `leases` RENAME COLUMN `fence` TO `fencing_token`;--> statement-breakpoint
ALTER TABLE `checkouts` DROP CONSTRAINT `checkouts_never_pay_out`;--> statement-breakpoint
ALTER TABLE `checkouts` ADD CONSTRAINT "checkouts_discount_within_price" CHECK(shipping_discount_minor BETWEEN 0 AND shipping_minor AND discount_minor - shipping_discount_minor BETWEEN 0 AND subtotal_minor);--> statement-breakpoint
ALTER TABLE `orders` DROP CONSTRAINT `orders_never_pay_out`;--> statement-breakpoint
ALTER TABLE `orders` ADD CONSTRAINT "orders_discount_within_price" CHECK(shipping_discount_minor BETWEEN 0 AND shipping_minor AND discount_minor - shipping_discount_minor BETWEEN 0 AND subtotal_minor);--> statement-breakpoint
ALTER TABLE `promotions` DROP CONSTRAINT `promotions_take_off`;--> statement-breakpoint
ALTER TABLE `promotions` ADD CONSTRAINT "promotions_give_discount" CHECK((percent_off IS NULL OR percent_off BETWEEN 1 AND 1000000) AND (percent_off IS NOT NULL OR amounts_off <> '[]' OR free_shipping = 1));--> statement-breakpoint
ALTER TABLE `shipping_methods` DROP CONSTRAINT `shipping_methods_arrive`;--> statement-breakpoint
ALTER TABLE `shipping_methods` ADD CONSTRAINT "shipping_methods_eta" CHECK(eta_days_min >= 0 AND eta_days_max >= eta_days_min);--> statement-breakpoint
ALTER TABLE `shipping_rates` DROP CONSTRAINT `shipping_rates_are_amounts`;--> statement-breakpoint
ALTER TABLE `shipping_rates` ADD CONSTRAINT "shipping_rates_positive" CHECK(up_to_grams > 0 AND minor >= 0);--> statement-breakpoint
ALTER TABLE `shop_settings` DROP CONSTRAINT `shop_settings_usable`;--> statement-breakpoint
ALTER TABLE `shop_settings` ADD CONSTRAINT "shop_settings_complete" CHECK(json_array_length(currencies) > 0 AND low_stock_threshold >= 0 AND name <> '');--> statement-breakpoint
DROP TRIGGER `promotions_share_no_code`;--> statement-breakpoint
CREATE TRIGGER `promotions_codes_are_unique_on_insert` BEFORE INSERT ON `promotions`
WHEN EXISTS (
  SELECT 1 FROM `promotions` AS other
  WHERE other.code = NEW.code AND other.id <> NEW.id
    AND (other.ends_at IS NULL OR other.ends_at > NEW.starts_at) AND (NEW.ends_at IS NULL OR NEW.ends_at > other.starts_at)
)
BEGIN SELECT RAISE(ABORT, 'another promotion has this code at the same time'); END;--> statement-breakpoint
DROP TRIGGER `promotions_come_to_share_no_code`;--> statement-breakpoint
CREATE TRIGGER `promotions_codes_are_unique_on_update` BEFORE UPDATE OF code, starts_at, ends_at ON `promotions`
WHEN EXISTS (
  SELECT 1 FROM `promotions` AS other
  WHERE other.code = NEW.code AND other.id <> NEW.id
    AND (other.ends_at IS NULL OR other.ends_at > NEW.starts_at) AND (NEW.ends_at IS NULL OR NEW.ends_at > other.starts_at)
)
BEGIN SELECT RAISE(ABORT, 'another promotion has this code at the same time'); END;--> statement-breakpoint
DROP TRIGGER `promotion_uses_are_final`;--> statement-breakpoint
CREATE TRIGGER `promotion_uses_are_final` BEFORE UPDATE ON `promotion_uses` WHEN OLD.state = 'used' AND NEW.state <> 'used'
BEGIN SELECT RAISE(ABORT, 'a used promotion stays used'); END;--> statement-breakpoint
UPDATE `outbox` SET `type` = 'order.refundReversed' WHERE `type` = 'order.refundCameBack';--> statement-breakpoint
UPDATE `dead_letters` SET `event` = json_set(`event`, '$.type', 'order.refundReversed') WHERE json_extract(`event`, '$.type') = 'order.refundCameBack';--> statement-breakpoint
UPDATE `dead_letters` SET `event` = json_remove(json_set(`event`, '$.version', 2, '$.payload.captureAmount', json_extract(`event`, '$.payload.taken')), '$.payload.taken')
  WHERE json_extract(`event`, '$.type') = 'payment.captured';
