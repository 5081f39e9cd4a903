<?php

declare(strict_types=1);

namespace Triglot;

/**
 * One world of Triglot's double: a site of its own for a test, called over REST and steered over its control face.
 *
 * Moodle::start() starts `triglot double` once for the process, or uses the one whose address TRIGLOT_URL has.
 */
final class Moodle
{
    private const ANSWERS_WITHIN = 30;
    private const STARTS_WITHIN = 30;

    /** @var resource|null the process, if it was started here */
    private static $process = null;
    private static ?string $started = null;
    private static int $worlds = 0;

    /** @var list<array{name: string, token: string, user: string, service: string}>|null */
    private ?array $tokens = null;

    public function __construct(public readonly string $url)
    {
    }

    /** A world of its own, which nothing has happened in, in a double that is started if it does not run yet. */
    public static function start(?string $seed = null, string ...$options): self
    {
        self::$started ??= getenv('TRIGLOT_URL') ?: self::run($seed, $options);
        return new self(rtrim(self::$started, '/') . '/t/php-' . getmypid() . '-' . ++self::$worlds);
    }

    /** End the double, if it was started here. It ends with the process, too. */
    public static function stop(): void
    {
        if (self::$process !== null) {
            proc_terminate(self::$process);
            proc_close(self::$process);
        }
        self::$process = self::$started = null;
    }

    /**
     * The result of a function; a refusal is thrown as a MoodleError. The token is the name or the value of one.
     *
     * @param array<string, mixed> $arguments
     */
    public function call(string $function, array $arguments = [], ?string $token = null): mixed
    {
        $fields = ['wstoken' => $this->token($token), 'wsfunction' => $function, 'moodlewsrestformat' => 'json'] + $arguments;
        $body = http_build_query(self::plain($fields));
        $answer = self::request("$this->url/webservice/rest/server.php", 'POST', $body, 'application/x-www-form-urlencoded');
        if (is_array($answer) && isset($answer['exception'], $answer['errorcode'])) {
            throw new MoodleError($answer['errorcode'], $answer['message'] ?? '', $answer['debuginfo'] ?? null);
        }
        return $answer;
    }

    /** The value of a token, by its name or that of its owner; the first one without a name. A value is given back. */
    public function token(?string $name = null): string
    {
        if ($name !== null && preg_match('/^[0-9a-f]{32}$/', $name)) {
            return $name;
        }
        $this->tokens ??= $this->control('GET', 'tokens');
        foreach (['name', 'user'] as $member) {
            foreach ($this->tokens as $each) {
                if ($name === null || $each[$member] === $name) {
                    return $each['token'];
                }
            }
        }
        $known = array_unique(array_map(fn ($each) => $each['name'] ?: $each['user'], $this->tokens));
        throw new \OutOfBoundsException("there is no token $name; there are " . (implode(', ', $known) ?: 'none: seed some'));
    }

    /** Go forward: a span in seconds, or as in `7d`. */
    public function advance(int|float|string $span): void
    {
        $this->control('POST', 'clock', ['advance' => $span]);
    }

    /** Set the clock: Unix seconds, or as in `2026-09-07T08:00:00Z`. */
    public function setClock(int|float|string $now): void
    {
        $this->control('POST', 'clock', ['now' => $now]);
    }

    /**
     * Let something go wrong: a fault by its name, or spelled out; and to which calls.
     *
     * @param string|array<string, mixed> $fault
     * @param array<string, mixed> $rule
     */
    public function fault(string|array $fault, array $rule = []): void
    {
        $this->control('POST', 'faults', ['fault' => $fault] + $rule);
    }

    /** Let nothing go wrong any more. */
    public function clearFaults(): void
    {
        $this->control('DELETE', 'faults');
    }

    /**
     * What was called, in order.
     *
     * @param array<string, scalar> $chosen
     * @return list<array<string, mixed>>
     */
    public function calls(array $chosen = []): array
    {
        return $this->control('GET', 'calls' . ($chosen ? '?' . http_build_query($chosen) : ''))['calls'];
    }

    /**
     * Assert that a function was called, with at least these arguments. What is expected further: `times`, `at_least`, `user`, …
     *
     * @param array<string, mixed> $arguments
     * @param array<string, mixed> $expected
     */
    public function assertCalled(string $function, array $arguments = [], array $expected = []): void
    {
        $this->verify(['called' => ['function' => $function, 'arguments' => (object) $arguments] + $expected]);
    }

    /**
     * Assert that a function was not called.
     *
     * @param array<string, mixed> $arguments
     */
    public function assertNotCalled(string $function, array $arguments = []): void
    {
        $this->verify(['not_called' => ['function' => $function, 'arguments' => (object) $arguments]]);
    }

    /** Assert that nothing was called that there is not. */
    public function assertAllMatched(): void
    {
        $this->verify(['unmatched' => (object) []]);
    }

    /**
     * What was sent that a real site would refuse or ignore.
     *
     * @return list<array{rule: string, severity: string, call: int, function: string, path: string, text: string}>
     */
    public function strict(string ...$severities): array
    {
        return $this->control('GET', 'strict' . ($severities ? '?severity=' . implode(',', $severities) : ''))['findings'];
    }

    /** Assert that nothing was sent that a real site would refuse or ignore. */
    public function assertStrict(string ...$severities): void
    {
        $found = $this->strict(...($severities ?: ['refused', 'ignored']));
        self::assert($found === [], implode("\n", array_map(fn ($each) => ($each['function'] ?: 'a request') . ": {$each['text']}", $found)));
    }

    /**
     * Add to the site, as a seed does.
     *
     * @param string|array<string, mixed> $document
     */
    public function seed(string|array $document): void
    {
        $this->tokens = null;
        $this->control('POST', 'seed', $document);
    }

    /** Let the world begin anew. */
    public function reset(): void
    {
        $this->tokens = null;
        $this->control('POST', 'reset', (object) []);
    }

    /** What the control face answers. */
    public function control(string $method, string $path, mixed $document = null): mixed
    {
        $body = $document === null || is_string($document) ? (string) $document : json_encode($document, JSON_THROW_ON_ERROR);
        $answer = self::request("$this->url/_triglot/$path", $method, $body, 'application/json');
        if (is_array($answer) && isset($answer['error']['message'])) {
            $path = $answer['error']['path'] ?? '';
            throw new \InvalidArgumentException(($path ? "$path: " : '') . $answer['error']['message']);
        }
        return $answer;
    }

    /** @param array<string, mixed> $expected */
    private function verify(array $expected): void
    {
        $verdict = $this->control('POST', 'calls/verify', $expected);
        self::assert($verdict['ok'], implode("\n  ", [$verdict['message'], ...$verdict['near']]));
    }

    /** An assertion of PHPUnit's, where it is there. */
    private static function assert(bool $holds, string $message): void
    {
        if (class_exists(\PHPUnit\Framework\Assert::class)) {
            \PHPUnit\Framework\Assert::assertTrue($holds, $message);
        } elseif (!$holds) {
            throw new \LogicException($message);
        }
    }

    private static function request(string $url, string $method, string $body, string $type): mixed
    {
        $options = ['method' => $method, 'content' => $body, 'header' => "Content-Type: $type", 'ignore_errors' => true];
        $context = stream_context_create(['http' => $options + ['timeout' => self::ANSWERS_WITHIN]]);
        $answer = @file_get_contents($url, false, $context);
        if ($answer === false) {
            throw new \RuntimeException("no answer from $url: " . (error_get_last()['message'] ?? ''));
        }
        try {
            return json_decode($answer, true, 512, JSON_THROW_ON_ERROR);
        } catch (\JsonException) {
            throw new \RuntimeException("no JSON from $url: " . substr($answer, 0, 200));
        }
    }

    /** Arguments as a form carries them: booleans as 1 and 0. */
    private static function plain(array $fields): array
    {
        return array_map(fn ($value) => is_array($value) ? self::plain($value) : (is_bool($value) ? (int) $value : $value), $fields);
    }

    /** @param list<string> $options */
    private static function run(?string $seed, array $options): string
    {
        $command = [...explode(' ', getenv('TRIGLOT_COMMAND') ?: 'triglot'), 'double', ...($seed === null ? [] : ['--seed', $seed]), ...$options];
        $errors = tmpfile();
        $process = proc_open($command, [['file', '/dev/null', 'r'], ['pipe', 'w'], $errors], $pipes);
        if ($process === false) {
            throw new \RuntimeException("$command[0] cannot be run");
        }
        self::$process = $process;
        register_shutdown_function(self::stop(...));
        $read = [$pipes[1]];
        $none = null;
        $line = stream_select($read, $none, $none, self::STARTS_WITHIN) ? fgets($pipes[1]) : false;
        if ($line === false) {
            self::stop();
            fseek($errors, 0);
            throw new \RuntimeException('triglot double did not start: ' . trim(stream_get_contents($errors)));
        }
        return trim($line);
    }
}
