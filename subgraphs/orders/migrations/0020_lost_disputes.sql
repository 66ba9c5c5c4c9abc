ALTER TABLE `order_money` ADD `lost_minor` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `order_money` ADD CONSTRAINT "order_money_lost" CHECK(lost_minor >= 0 AND lost_minor <= external_minor);--> statement-breakpoint
-- Disputes that are all decided: the amount that is external beside refunds at the provider was lost.
UPDATE `order_money` SET `lost_minor` = max(0, `external_minor` - (SELECT coalesce(sum(`amount_minor`), 0) FROM `refunds`
    WHERE `refunds`.`order_id` = `order_money`.`order_id` AND `cause` = 'PROVIDER' AND `state` IN ('PENDING', 'SUCCEEDED')))
  WHERE `order_id` IN (SELECT `order_id` FROM `order_events` WHERE `kind` = 'DISPUTED' GROUP BY `order_id`
    HAVING sum(`summary` = 'The bank withdrew the disputed amount.') > 0 AND 2 * sum(`summary` = 'The bank opened a dispute.') = count(*));--> statement-breakpoint
-- Orders whose credit notes or settlement differ under the new rules: the order processor reassesses each once.
INSERT INTO `order_tasks` (`order_id`, `kind`, `subject_id`, `attempts`, `due_at`)
  SELECT `money`.`order_id`, 'REASSESS', `money`.`order_id`, 0, 0 FROM `order_money` AS `money` JOIN `orders` ON `orders`.`id` = `money`.`order_id`
  WHERE `orders`.`invoice_number` IS NOT NULL AND (`money`.`lost_minor` > 0
    OR EXISTS (SELECT 1 FROM `line_counters` AS `line` WHERE `line`.`order_id` = `money`.`order_id` AND `line`.`cancelled` > 0) AND (
      `money`.`captured_minor` = 0 AND `orders`.`state` <> 'CANCELLED'
      OR EXISTS (SELECT 1 FROM `refunds` WHERE `refunds`.`order_id` = `money`.`order_id` AND `refunds`.`state` <> 'SUCCEEDED')
      OR EXISTS (SELECT 1 FROM `order_events` WHERE `order_events`.`order_id` = `money`.`order_id` AND `order_events`.`kind` = 'DISPUTED')));