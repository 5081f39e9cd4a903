<?php

declare(strict_types=1);

require_once __DIR__ . '/../src/MoodleError.php';
require_once __DIR__ . '/../src/Moodle.php';

use PHPUnit\Framework\TestCase;
use Triglot\Moodle;
use Triglot\MoodleError;

final class ExampleTest extends TestCase
{
    public function testACourseThatWasMadeIsFound(): void
    {
        $moodle = Moodle::start();
        [$made] = $moodle->call('core_course_create_courses', ['courses' => [['fullname' => 'Algebra', 'shortname' => 'alg', 'categoryid' => 1]]]);
        $found = $moodle->call('core_course_get_courses_by_field', ['field' => 'id', 'value' => $made['id']]);
        self::assertSame('Algebra', $found['courses'][0]['fullname']);
        $moodle->assertCalled('core_course_create_courses', ['courses' => [['shortname' => 'alg']]], ['times' => 1]);
    }

    public function testTheClientSurvivesASiteThatIsBusy(): void
    {
        $moodle = Moodle::start();
        $moodle->fault('maintenance', ['times' => 1]);
        try {
            $moodle->call('core_webservice_get_site_info');
            self::fail('it was answered');
        } catch (MoodleError $error) {
            self::assertSame('sitemaintenance', $error->errorcode);
        }
        self::assertNotEmpty($moodle->call('core_webservice_get_site_info')['sitename']);
    }
}
