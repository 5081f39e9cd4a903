<?php
// What PHP's extension xmlrpc makes of the probe: php xmlrpc.php ADDRESS TEXT

[, $address, $text] = $argv;

function call(string $name, mixed ...$arguments): mixed {
    global $address;
    $body = xmlrpc_encode_request($name, $arguments, ['encoding' => 'utf-8', 'escaping' => ['markup']]);
    $http = ['method' => 'POST', 'header' => 'Content-Type: text/xml', 'content' => $body];
    return xmlrpc_decode(file_get_contents($address, false, stream_context_create(['http' => $http])), 'utf-8');
}

$rich = call('local_probe_rich');
$fault = call('local_probe_fail', 'capability');
echo json_encode([
    'scalar' => call('local_probe_scalar_int'),
    'struct' => ['int' => $rich['int'], 'float' => $rich['float'], 'text' => $rich['text']],
    'items' => call('local_probe_items', [['id' => 1, 'label' => 'ż', 'flag' => true, 'subs' => [1.5, 2]], ['id' => 2]]),
    'text' => call('local_probe_echo_raw', $text)['json'],
    'default' => call('local_probe_order', 'b', 1),
    'fault' => xmlrpc_is_fault($fault) ? explode(' | ERRORCODE: ', $fault['faultString'])[1] : null,
    'sent_null' => call('local_probe_echo_raw', null)['type'],
]), "\n";
