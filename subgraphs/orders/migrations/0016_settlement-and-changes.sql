ALTER TABLE `order_money` ADD `authorization_ended_at` integer;--> statement-breakpoint
ALTER TABLE `orders` ADD `updated_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `orders` ADD `settlement` text DEFAULT 'UNPAID' NOT NULL;--> statement-breakpoint
CREATE INDEX `orders_by_update` ON `orders` (`updated_at`,`id`);--> statement-breakpoint
CREATE INDEX `orders_by_settlement` ON `orders` (`settlement`,`placed_at`,`id`);--> statement-breakpoint
CREATE INDEX `refunds_failed` ON `refunds` (`order_id`) WHERE state = 'FAILED';--> statement-breakpoint
UPDATE `orders` SET `updated_at` = coalesce((SELECT max(`at`) FROM `order_events` WHERE `order_id` = `orders`.`id`), `placed_at`);--> statement-breakpoint
UPDATE `orders` SET `settlement` = CASE
    WHEN `total_minor` = 0 THEN 'PAID'
    WHEN books.taken = 0 THEN iif(`state` = 'CANCELLED' OR books.payment_id IS NULL, 'UNPAID', 'AUTHORIZED')
    WHEN books.taken - books.given - books.withheld > iif(`state` = 'CANCELLED', 0, max(0, books.worth)) THEN 'REFUND_DUE'
    WHEN books.given > 0 THEN iif(books.given >= books.taken, 'REFUNDED', 'PARTIALLY_REFUNDED')
    ELSE iif(`state` = 'CANCELLED' OR books.taken >= books.worth, 'PAID', 'PARTIALLY_PAID') END
FROM (
  SELECT money.order_id, money.payment_id, money.captured_minor AS taken,
    (SELECT coalesce(sum(amount_minor), 0) FROM `refunds` WHERE order_id = money.order_id AND state = 'SUCCEEDED') AS given,
    money.elsewhere_minor - (SELECT coalesce(sum(amount_minor), 0) FROM `refunds`
      WHERE order_id = money.order_id AND cause = 'PROVIDER' AND state <> 'FAILED') AS withheld,
    (SELECT sum(charged_minor - given_up_minor) FROM `line_counters` WHERE order_id = money.order_id)
      + money.shipping_minor - money.shipping_given_up_minor - money.adjusted_minor AS worth
  FROM `order_money` AS money
) AS books WHERE books.order_id = `orders`.`id`;
