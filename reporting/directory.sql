-- The directory: one row for each Customer, from the mirror alone. %(ids)s: whose rows; null for everyone's.
WITH customer AS (
    SELECT id, created, metadata, email, stripe_data AS d
    FROM djstripe_customer
    WHERE created IS NOT NULL AND (%(ids)s::text[] IS NULL OR id = ANY(%(ids)s::text[]))
),
subscription AS (
    SELECT s.customer_id, s.id, s.created, of_it.*, of_it.items #> '{data,0}' AS item,
           coalesce(array_position(%(statuses)s::text[], of_it.status), 100) AS rank
    FROM djstripe_subscription s JOIN customer ON customer.id = s.customer_id
    -- what Stripe says is long: unpacked once, not for each of its fields
    CROSS JOIN LATERAL jsonb_to_record(s.stripe_data) AS of_it(
        status text, start_date bigint, cancel_at bigint, cancel_at_period_end boolean, ended_at bigint,
        items jsonb, metadata jsonb
    )
    WHERE s.created IS NOT NULL
),
best AS (
    SELECT DISTINCT ON (customer_id) *
    FROM subscription
    -- active and trialing count alike; so do all that have ended
    ORDER BY customer_id, CASE WHEN rank <= 2 THEN 1 WHEN status = ANY(%(ended)s) THEN 99 ELSE rank END,
             -- of two that are past due, the one whose grace ends later
             CASE status WHEN 'past_due' THEN (item ->> 'current_period_start')::bigint END DESC NULLS LAST,
             created DESC, id DESC
),
history AS (
    SELECT customer_id, min(start_date) AS since,
           count(*) FILTER (WHERE status <> ALL(%(ended)s)) AS running
    FROM subscription GROUP BY customer_id
),
one_person AS (
    -- where one Customer pays for several people, member_name says whose a membership is
    SELECT customer_id, min(btrim(metadata ->> 'member_name')) AS name, count(*) AS running
    FROM subscription WHERE status <> ALL(%(ended)s)
    GROUP BY customer_id, coalesce(lower(regexp_replace(btrim(normalize(metadata ->> 'member_name', NFKC)), '\s+', ' ', 'g')), '')
),
people AS (
    SELECT customer_id, max(running) > 1 AS is_doubled,
           jsonb_agg(name ORDER BY name) FILTER (WHERE name <> '') AS names
    FROM one_person GROUP BY customer_id
),
owed AS (
    SELECT i.customer_id,
           sum(of_it.amount_remaining) FILTER (WHERE of_it.status = 'open') AS due,
           sum(of_it.amount_paid) FILTER (WHERE of_it.status = 'paid') AS paid
    FROM djstripe_invoice i JOIN customer ON customer.id = i.customer_id
    CROSS JOIN LATERAL jsonb_to_record(i.stripe_data) AS of_it(status text, amount_remaining bigint, amount_paid bigint)
    WHERE i.created IS NOT NULL
    GROUP BY i.customer_id
)
SELECT
    customer.id AS customer_id,
    -- longer ones do not fit into the indexes
    left(coalesce(customer.d ->> 'name', ''), 500) AS name,
    customer.email AS email,
    lower(btrim(customer.email) COLLATE "C") AS email_normalised,
    coalesce(customer.d ->> 'phone', '') AS phone,
    CASE jsonb_typeof(customer.d -> 'address')
        WHEN 'object' THEN jsonb_strip_nulls(customer.d -> 'address') ELSE '{}' END AS address,
    coalesce(customer.metadata, '{}') AS metadata,
    coalesce(best.status, 'none') AS status,
    coalesce(best.id, '') AS subscription_id,
    coalesce(product.id, '') AS plan_id,
    left(coalesce(product.name, ''), 500) AS plan_name,
    coalesce(best.item #>> '{price,id}', '') AS price_id,
    (
        -- nobody knows the whole if one part depends on the quantity
        SELECT CASE WHEN known AND total < 2::numeric ^ 63 THEN total::bigint END
        FROM (
            SELECT count(*) = count(i #>> '{price,unit_amount}') AS known,
                   sum((i #>> '{price,unit_amount}')::numeric * coalesce((i ->> 'quantity')::bigint, 1)) AS total
            FROM jsonb_array_elements(best.items -> 'data') i
        ) of_all
    ) AS amount_cents,
    coalesce(best.item #>> '{price,currency}', '') AS currency,
    coalesce(best.item #>> '{price,recurring,interval}', '') AS "interval",
    (best.item #>> '{price,recurring,interval_count}')::smallint AS interval_count,
    to_timestamp(history.since) AS member_since_at,
    to_timestamp((best.item ->> 'current_period_start')::bigint) AS current_period_start_at,
    to_timestamp((best.item ->> 'current_period_end')::bigint) AS current_period_end_at,
    CASE WHEN best.status <> ALL(%(ended)s) THEN to_timestamp(coalesce(
        best.cancel_at,
        CASE WHEN best.cancel_at_period_end THEN (best.item ->> 'current_period_end')::bigint END
    )) END AS cancel_at,
    to_timestamp(best.ended_at) AS ended_at,
    CASE WHEN best.status = 'past_due' THEN
        to_timestamp((best.item ->> 'current_period_start')::bigint) END AS past_due_since_at,
    coalesce(history.running, 0) AS running_count,
    coalesce(people.is_doubled, false) AS is_doubled,
    coalesce(people.names, '[]') AS member_names,
    coalesce(owed.due, 0) AS amount_due_cents,
    coalesce(owed.paid, 0) AS total_paid_cents,
    customer.created AS created_at
FROM customer
LEFT JOIN best ON best.customer_id = customer.id
LEFT JOIN history ON history.customer_id = customer.id
LEFT JOIN people ON people.customer_id = customer.id
LEFT JOIN owed ON owed.customer_id = customer.id
LEFT JOIN djstripe_product product ON product.id = best.item #>> '{price,product}'
