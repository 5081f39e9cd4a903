# What Ruby's xmlrpc sees of the probe, as JSON. Arguments: the address with the token, and a text.
require "json"
require "xmlrpc/client"

address, text = ARGV.map { |each| each.dup.force_encoding("UTF-8") }
client = XMLRPC::Client.new2(address)
client.http_header_extra = {"accept-encoding" => "identity"}
seen = {
  "scalar" => client.call("local_probe_order", "b", 1, "c"),
  "echo" => client.call("local_probe_echo_raw", text),
  "items" => client.call("local_probe_items", [{"id" => 1, "label" => "ż", "flag" => true, "subs" => [1.5, 2.0]}, {"id" => 2}]),
  "empty" => client.call("local_probe_list_empty"),
  "void" => XMLRPC::Client.new2("#{address}&compat=1").call("local_probe_nothing"),
  "many" => client.multicall(["local_probe_scalar_int"], ["local_probe_order", "b", 1, "c"]),
}
begin
  client.call("local_probe_nothing")
rescue RuntimeError => error
  seen["without"] = error.message
end
begin
  client.call("local_probe_fail", "access")
rescue XMLRPC::FaultException => fault
  seen["fault"] = [fault.faultCode, fault.faultString]
end
puts JSON.generate(seen)
