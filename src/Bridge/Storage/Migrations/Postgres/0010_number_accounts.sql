-- Which business account a business number belongs to, as Meta's webhooks say: a CRM names the number alone, and people's ids mean something within an
-- account.
CREATE TABLE number_accounts (
    number text NOT NULL PRIMARY KEY,
    account text NOT NULL
);
