"""GOV.UK: the Search API finds, the Content API is read."""
