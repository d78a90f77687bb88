package dev.holdfast.node.backup;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** The little that is needed of a store's answers. */
final class S3Xml {

    private S3Xml() {}

    /** The text of the first element of a name; empty if there is none, or the answer is no XML. */
    static Optional<String> text(String xml, String element) {
        return texts(xml, element).stream().findFirst();
    }

    /** The text of each element of a name. */
    static List<String> texts(String xml, String element) {
        return inside(xml, element, "");
    }

    /** The text of each element of a name that stands in one of another name; in any if that is empty. */
    static List<String> inside(String xml, String element, String parent) {
        List<String> texts = new ArrayList<>();
        NodeList found;
        try {
            found = parse(xml).getElementsByTagNameNS("*", element);
        } catch (IOException | SAXException e) {
            return List.of();
        }
        for (int i = 0; i < found.getLength(); i++) {
            if (parent.isEmpty() || parent.equals(found.item(i).getParentNode().getLocalName())) {
                texts.add(found.item(i).getTextContent());
            }
        }
        return texts;
    }

    private static Document parse(String xml) throws IOException, SAXException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            // An answer is data from outside: it must not make us open anything.
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new DefaultHandler());
            return builder.parse(new InputSource(new StringReader(xml)));
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("every Java reads XML", e);
        }
    }
}
