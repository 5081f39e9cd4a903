<?php

declare(strict_types=1);

namespace Triglot;

/** A refusal of the site: what its answer says. */
final class MoodleError extends \RuntimeException
{
    public function __construct(public readonly string $errorcode, string $message, public readonly ?string $debuginfo = null)
    {
        parent::__construct("$errorcode: $message");
    }
}
