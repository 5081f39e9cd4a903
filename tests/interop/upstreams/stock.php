<?php
// A stock of goods over SOAP, rpc/encoded, as PHP's SoapServer offers it: php -S 127.0.0.1:PORT stock.php
$address = "http://{$_SERVER['HTTP_HOST']}/soap/Stock";
$wsdl = <<<XML
<?xml version="1.0"?>
<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:t="urn:stock"
    xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:enc="http://schemas.xmlsoap.org/soap/encoding/"
    xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" name="Stock" targetNamespace="urn:stock">
  <types><xsd:schema targetNamespace="urn:stock">
    <xsd:complexType name="Line"><xsd:all><xsd:element name="sku" type="xsd:string"/><xsd:element name="count" type="xsd:int"/></xsd:all></xsd:complexType>
    <xsd:complexType name="Lines"><xsd:complexContent><xsd:restriction base="enc:Array">
      <xsd:attribute ref="enc:arrayType" wsdl:arrayType="t:Line[]"/></xsd:restriction></xsd:complexContent></xsd:complexType>
    <xsd:complexType name="Table"><xsd:complexContent><xsd:restriction base="enc:Array">
      <xsd:attribute ref="enc:arrayType" wsdl:arrayType="xsd:int[]"/></xsd:restriction></xsd:complexContent></xsd:complexType>
  </xsd:schema></types>
  <message name="getCountIn"><part name="sku" type="xsd:string"/></message><message name="getCountOut"><part name="return" type="xsd:int"/></message>
  <message name="doubleIn"><part name="lines" type="t:Lines"/><part name="factors" type="t:Table"/></message>
  <message name="doubleOut"><part name="return" type="t:Lines"/></message>
  <message name="describeIn"><part name="sku" type="xsd:string"/></message><message name="describeOut"><part name="return" type="xsd:anyType"/></message>
  <portType name="StockPort">
    <operation name="getCount"><documentation>How many of an article are there.</documentation><input message="t:getCountIn"/><output message="t:getCountOut"/></operation>
    <operation name="double"><input message="t:doubleIn"/><output message="t:doubleOut"/></operation>
    <operation name="describe"><input message="t:describeIn"/><output message="t:describeOut"/></operation>
  </portType>
  <binding name="StockBinding" type="t:StockPort"><soap:binding style="rpc" transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="getCount"><soap:operation soapAction="urn:stock#getCount"/>
      <input><soap:body use="encoded" namespace="urn:stock" encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"/></input>
      <output><soap:body use="encoded" namespace="urn:stock" encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"/></output></operation>
    <operation name="double"><soap:operation soapAction="urn:stock#double"/>
      <input><soap:body use="encoded" namespace="urn:stock" encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"/></input>
      <output><soap:body use="encoded" namespace="urn:stock" encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"/></output></operation>
    <operation name="describe"><soap:operation soapAction="urn:stock#describe"/>
      <input><soap:body use="encoded" namespace="urn:stock" encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"/></input>
      <output><soap:body use="encoded" namespace="urn:stock" encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"/></output></operation>
  </binding>
  <service name="Stock"><port name="StockPort" binding="t:StockBinding"><soap:address location="$address"/></port></service>
</definitions>
XML;
if ($_SERVER['REQUEST_METHOD'] === 'GET') {
    header('Content-Type: text/xml');
    echo $wsdl;
    return;
}
class Stock {
    public function getCount($sku) {
        if ($sku === 'none') {
            throw new SoapFault('NoSuchArticle', 'There is no such article.');
        }
        return strlen($sku);
    }
    public function double($lines, $factors) {
        foreach ($lines as $place => $line) {
            $line->count *= $factors[$place];
        }
        return $lines;
    }
    public function describe($sku) {
        return ['sku' => $sku, 'tags' => ['new', 'small'], 'size' => ['x' => 1, 'y' => 2.5]];
    }
}
$file = tempnam(sys_get_temp_dir(), 'wsdl');
file_put_contents($file, $wsdl);
ini_set('soap.wsdl_cache_enabled', '0');
$server = new SoapServer($file, ['cache_wsdl' => WSDL_CACHE_NONE]);
$server->setClass('Stock');
$server->handle();
unlink($file);
