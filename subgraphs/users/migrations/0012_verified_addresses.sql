-- Orders reads the verified address of each account once: guest orders with it join the account.
INSERT INTO `outbox` (`event_id`, `type`, `version`, `aggregate_id`, `payload`, `occurred_at`)
  SELECT 'evt_' || lower(hex(randomblob(13))), 'user.emailVerified', 1, `id`, json_object('userId', `id`),
    CAST(unixepoch('subsec') * 1000 AS INTEGER)
  FROM `users` WHERE `verified_at` IS NOT NULL AND `erased_at` IS NULL ORDER BY `created_at`, `id`;
